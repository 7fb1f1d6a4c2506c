"""Sentences of our own in every language we claim to know, and headlines that were once wrong."""

import pytest

from monitor.parsing.language import SURE, detect, scripts_in

SENTENCES = {
    "en": [
        "The group said on Tuesday that its finance chief will leave at the end of the month.",
        "Harbour workers vote on a new pay deal after three days of strikes",
        "Why the board of Northwind wants a new chairman before the summer",
    ],
    "de": [
        "Der Finanzvorstand verlässt das Unternehmen zum Ende des Monats, hieß es.",
        "Hafenarbeiter stimmen über neuen Tarifvertrag ab",
        "OpenAI-Präsident Brockman nimmt Auszeit",
    ],
    "fr": [
        "Le directeur financier quittera le groupe à la fin du mois, a annoncé la société mardi.",
        "Les dockers votent la fin de la grève après trois jours",
    ],
    "es": [
        "La directora financiera dejará la empresa a finales de mes, según anunció el grupo.",
        "Los trabajadores del puerto votan un nuevo convenio",
    ],
    "it": [
        "Il direttore finanziario lascerà il gruppo alla fine del mese, ha annunciato la società.",
        "I lavoratori del porto votano il nuovo contratto",
    ],
    "pt": [
        "A diretora financeira deixará a empresa no fim do mês, anunciou o grupo na terça-feira.",
        "Trabalhadores do porto votam novo acordo após três dias de greve",
    ],
    "nl": [
        "De financieel directeur vertrekt aan het eind van de maand, zo meldde het bedrijf.",
        "Havenarbeiders stemmen over nieuwe cao na drie dagen staking",
    ],
    "sv": ["Finanschefen lämnar bolaget i slutet av månaden, meddelade koncernen på tisdagen."],
    "da": [
        "Finansdirektøren forlader selskabet ved månedens udgang, oplyser koncernen tirsdag.",
        "Bestyrelsen har ansat en ny direktør, og hun begynder efter sommerferien",
        "Havnearbejderne siger ja til en ny aftale efter tre dages strejke",
    ],
    "no": [
        "Finansdirektøren slutter i selskapet ved utgangen av måneden, opplyser konsernet tirsdag.",
        "Styret har ansatt en ny leder, og hun begynner etter sommeren",
        "Havnearbeiderne sier ja til en ny avtale etter tre dager med streik",
    ],
    "fi": [
        "Yhtiön talousjohtaja jättää tehtävänsä kuun lopussa, konserni kertoi tiistaina.",
        "Satamatyöntekijät äänestävät uudesta sopimuksesta kolmen lakkopäivän jälkeen",
        "Hallitus etsii uutta puheenjohtajaa ennen kesää",
    ],
    "la": [
        "Praefectus aerarii societatem fine mensis relinquet, ut hodie nuntiatum est.",
        "Operarii portus de nova mercede post tres dies suffragium ferunt",
        "Ioannes Schulman, unus e conditoribus, ad Anthropic transit",
    ],
    "pl": ["Dyrektor finansowy odejdzie ze spółki z końcem miesiąca, podała firma we wtorek."],
    "cs": [
        "Finanční ředitel opustí společnost na konci měsíce, oznámila firma v úterý.",
        "Přístavní dělníci hlasují o nové smlouvě po třech dnech stávky",
        "Představenstvo hledá nového předsedu ještě před létem",
    ],
    "ro": ["Directorul financiar va părăsi compania la sfârșitul lunii, a anunțat grupul marți."],
    "tr": [
        "Şirketin mali işler müdürü ay sonunda görevinden ayrılacak, açıklama salı günü yapıldı."
    ],
    "id": ["Direktur keuangan perusahaan itu akan mundur pada akhir bulan, kata grup pada Selasa."],
    "vi": ["Giám đốc tài chính sẽ rời công ty vào cuối tháng, tập đoàn cho biết hôm thứ Ba."],
    "el": [
        "Ο οικονομικός διευθυντής αποχωρεί από την εταιρεία στο τέλος του μήνα.",
        "Οι λιμενεργάτες ψηφίζουν για νέα συμφωνία μετά από τρεις ημέρες απεργίας",
        "Νέος πρόεδρος στη Northwind",
    ],
    "ru": [
        "Финансовый директор покинет компанию в конце месяца, сообщила группа во вторник.",
        "Портовые рабочие голосуют за новый договор после трёх дней забастовки",
        "Совет директоров ищет нового председателя",
    ],
    "uk": [
        "Фінансовий директор залишить компанію наприкінці місяця, повідомила група у вівторок.",
        "Портові робітники голосують за нову угоду після трьох днів страйку",
        "Рада шукає нового голову ще до літа",
    ],
    "hi": [
        "कंपनी के वित्त प्रमुख महीने के अंत में अपना पद छोड़ देंगे, समूह ने मंगलवार को बताया।",
        "बंदरगाह के मज़दूर तीन दिन की हड़ताल के बाद नए समझौते पर मतदान करेंगे",
        "बोर्ड को नए अध्यक्ष की तलाश है",
    ],
    "sa": [
        "संस्थायाः वित्ताध्यक्षः मासस्य अन्ते स्वपदं त्यक्ष्यति इति समूहेन उक्तम्।",
        "नौकाश्रयस्य कर्मकराः दिनत्रयस्य अनन्तरं नूतनं सन्धिं चिन्वन्ति",
    ],
    "ar": ["أعلنت المجموعة يوم الثلاثاء أن المدير المالي سيغادر الشركة في نهاية الشهر."],
    "fa": [
        "مدیر مالی شرکت در پایان ماه از سمت خود کناره‌گیری می‌کند، این را گروه اعلام کرد.",
        "کارگران بندر پس از سه روز اعتصاب درباره قرارداد تازه رأی می‌دهند",
        "هیئت مدیره در جستجوی رئیس تازه است",
    ],
    "he": ["סמנכ״ל הכספים יעזוב את החברה בסוף החודש, כך הודיעה הקבוצה ביום שלישי."],
    "th": [
        "ผู้อำนวยการฝ่ายการเงินจะออกจากบริษัทในช่วงสิ้นเดือนนี้ตามที่กลุ่มบริษัทแจ้ง",
        "คนงานท่าเรือลงคะแนนข้อตกลงใหม่หลังหยุดงานสามวัน",
        "Northwind แต่งตั้งประธานคนใหม่",
    ],
    "ja": [
        "最高財務責任者が月末に退任すると、同社が火曜日に発表した。",
        "港湾労働者、三日間のストの後に新しい協約を採決へ",
    ],
    "ko": ["최고재무책임자가 이달 말 회사를 떠난다고 그룹이 화요일 밝혔다."],
    "zh": ["集团周二表示，首席财务官将于月底离开公司。", "港口工人在三天罢工后就新协议投票"],
}
CASES = [(lang, text) for lang, texts in SENTENCES.items() for text in texts]


@pytest.mark.parametrize(("lang", "text"), CASES)
def test_a_sentence_is_in_its_language(lang: str, text: str) -> None:
    assert detect(text)[0] == lang


@pytest.mark.parametrize(("lang", "text"), CASES)
def test_a_wrong_tag_beats_no_sure_text(lang: str, text: str) -> None:
    found, sure = detect(text)
    other = "en" if lang != "en" else "fr"
    if sure >= SURE:
        assert detect(text, tag=other)[0] == found == lang


@pytest.mark.parametrize(("lang", "text"), CASES)
def test_a_right_tag_never_makes_it_wrong(lang: str, text: str) -> None:
    assert detect(text, tag=lang)[0] == lang
    assert detect(text, tag=f"{lang}-XX", prior=(lang,))[0] == lang


@pytest.mark.parametrize("lang", ["el", "ko", "th", "he", "ja"])
def test_a_script_of_one_language_is_certain(lang: str) -> None:
    for text in SENTENCES[lang]:
        assert detect(text, tag="en", prior=("en",)) == (lang, 1.0)


@pytest.mark.parametrize(
    ("tag", "lang"),
    [
        *(("pt-BR", "pt"), ("pt_BR", "pt"), ("PT", "pt"), ("nb", "no"), ("nn-NO", "no")),
        *(("sh", "hr"), ("bs", "hr"), ("in", "id"), ("iw", "he"), (" it ", "it")),
        *(("zh-Hant-TW", "zh"), ("x-y", "und")),
        *(("", "und"), ("x", "und"), ("english", "und"), ("1t", "und"), ("日本", "und")),
    ],
)  # fmt: skip
def test_a_tag_is_read_as_its_language(tag: str, lang: str) -> None:
    assert detect("2024: 12 + 5 = 17", tag=tag)[0] == lang


def test_letters_of_another_script_are_names() -> None:
    assert detect("OpenAI, Anthropic и Northwind договорились о слиянии компаний")[0] == "ru"
    assert detect("Η Northwind αγοράζει την Globex")[0] == "el"
    assert detect("Northwind社長が退任")[0] == "ja"
    assert detect("Northwind, maker of the 京都 line of ships, names a new chief")[0] == "en"


def test_only_the_beginning_of_a_text_is_looked_at() -> None:
    long = "The group said so on Tuesday and will say more. " * 100
    assert detect(long + "Финансовый директор " * 1000)[0] == "en"


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("", set()),
        ("12 + 5!", set()),
        ("Rossi", {"latin"}),
        ("Rossi и", {"latin", "cyrillic"}),
        ("日本の", {"han", "kana"}),
        ("नमस्ते", {"devanagari"}),
        ("한국어 ภาษา עברית", {"hangul", "th", "he"}),
    ],
)
def test_scripts_are_named(text: str, scripts: set[str]) -> None:
    assert scripts_in(text) == scripts
