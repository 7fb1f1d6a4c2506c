"""News of made-up companies in many languages, drawn from a seed."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.fakes.clock import START

WHO = ("Globex", "Initech", "Umbrella Shipping", "Hooli", "Vandelay", "Stark Metals", "Wonka")
# Per language: what they do, and to what; joined they make a headline.
_DEEDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("opens a plant in", "names a new finance chief for", "cuts its forecast for"),
        ("the northern region", "its European business", "the coming fiscal year"),
    ),
    "de": (
        ("eröffnet ein Werk in", "ernennt eine neue Leitung für", "senkt die Prognose für"),
        ("der Region Nord", "das europäische Geschäft", "das kommende Geschäftsjahr"),
    ),
    "fr": (
        ("ouvre une usine dans", "nomme une directrice pour", "abaisse ses prévisions pour"),
        ("la région du Nord", "ses activités européennes", "le prochain exercice"),
    ),
    "it": (
        ("apre uno stabilimento per", "nomina la nuova guida di", "taglia le stime per"),
        ("la regione del Nord", "tutte le attività europee", "il prossimo esercizio"),
    ),
    "es": (
        ("abre una fábrica en", "nombra a la directora de", "recorta sus previsiones para"),
        ("la región del norte", "su negocio europeo", "el próximo ejercicio fiscal"),
    ),
    "pt": (
        ("abre uma fábrica para", "nomeia a nova diretora de", "reduz a previsão para"),
        ("a região do norte", "seus negócios na Europa", "o próximo ano fiscal"),
    ),
    "ru": (
        ("открывает завод в", "назначает финансового директора в", "снижает прогноз на"),
        ("северном регионе страны", "европейском подразделении", "следующий финансовый год"),
    ),
    "el": (
        ("ανοίγει νέο εργοστάσιο για", "διορίζει οικονομικό διευθυντή για"),
        ("τη βόρεια περιφέρεια", "τις ευρωπαϊκές δραστηριότητες"),
    ),
    "ar": (
        ("تفتتح مصنعا جديدا في", "تعين مديرا ماليا جديدا في", "تخفض توقعاتها بشأن"),
        ("المنطقة الشمالية من البلاد", "أعمالها الأوروبية كلها", "السنة المالية المقبلة"),
    ),
    "he": (
        ("פותחת מפעל חדש באזור", "ממנה מנהלת כספים חדשה עבור"),
        ("הצפון של המדינה", "הפעילות האירופית שלה"),
    ),
    "ja": (
        ("が新工場を開設、場所は", "が財務責任者を任命、担当は", "が業績予想を下方修正、対象は"),
        ("北部地域の工業団地", "欧州事業の全部門", "来年度の通期決算"),
    ),
    "ko": (
        ("새 공장을 연다, 장소는", "재무 책임자를 임명했다, 담당은", "전망치를 낮췄다, 대상은"),
        ("북부 지역의 산업 단지", "유럽 사업 부문 전체", "다음 회계 연도의 실적"),
    ),
    "zh": (
        ("宣布在北方开设新工厂,地点为", "任命新的财务总监,负责", "下调业绩预期,范围是"),
        ("沿海地区的工业园区", "欧洲业务的全部部门", "下一财年的全部收入"),
    ),
    "hi": (
        ("ने नया कारखाना खोला, स्थान है", "ने नया वित्त प्रमुख नियुक्त किया, क्षेत्र है"),
        ("उत्तरी क्षेत्र का औद्योगिक नगर", "उसका पूरा यूरोपीय कारोबार"),
    ),
    "th": (
        ("เปิดโรงงานแห่งใหม่ใน", "แต่งตั้งหัวหน้าฝ่ายการเงินคนใหม่ของ"),
        ("นิคมอุตสาหกรรมภาคเหนือ", "ธุรกิจในยุโรปทั้งหมด"),
    ),
    "tr": (
        ("yeni bir fabrika açıyor:", "yeni bir mali işler müdürü atadı:", "tahminini düşürdü:"),
        ("kuzey bölgesindeki sanayi alanı", "Avrupa'daki bütün işleri", "gelecek mali yıl için"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of a site."""

    title: str
    lead: str
    path: str
    at: datetime


def stories(
    seed: str, lang: str = "en", *, count: int = 12, below: str = "/2026/11/", age_h: float = 2.0
) -> list[Story]:
    """Draw a site's articles, newest first; the newest is `age_h` hours old."""
    rng = random.Random(seed)
    deeds, things = _DEEDS[lang]
    told = []
    for number in range(count):
        who, deed, thing = rng.choice(WHO), rng.choice(deeds), rng.choice(things)
        title = f"{who} {deed} {thing} {number + 1}"
        lead = f"{title}. {rng.choice(WHO)} {rng.choice(deeds)} {rng.choice(things)}."
        at = START - timedelta(hours=age_h + 5 * number)
        told.append(Story(title=title, lead=lead, path=f"{below}story-{seed}-{number}", at=at))
    return told
