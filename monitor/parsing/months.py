"""Names of months, weekdays and half-days in the languages we read dates in."""

# language -> twelve months; several spellings of one month are parted by `/`
MONTHS: dict[str, str] = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug"
    " september/sep/sept october/oct november/nov december/dec",
    "de": "januar/jan/jänner februar/feb märz/mär/mrz april/apr mai juni/jun juli/jul august/aug"
    " september/sep/sept oktober/okt november/nov dezember/dez",
    "fr": "janvier/janv février/févr/fevrier mars avril/avr mai juin juillet/juil août/aout"
    " septembre/sept octobre/oct novembre/nov décembre/déc/decembre",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago"
    " septiembre/sept/sep/setiembre octubre/oct noviembre/nov diciembre/dic",
    "it": "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug"
    " agosto/ago settembre/set ottobre/ott novembre/nov dicembre/dic",
    "pt": "janeiro/jan fevereiro/fev março/mar/marco abril/abr maio/mai junho/jun julho/jul"
    " agosto/ago setembro/set outubro/out novembro/nov dezembro/dez",
    "nl": "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug"
    " september/sep oktober/okt november/nov december/dec",
    "sv": "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug"
    " september/sep/sept oktober/okt november/nov december/dec",
    "da": "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug"
    " september/sep oktober/okt november/nov december/dec",
    "no": "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug"
    " september/sep oktober/okt november/nov desember/des",
    "fi": "tammikuu/tammikuuta/tammi helmikuu/helmikuuta/helmi maaliskuu/maaliskuuta/maalis"
    " huhtikuu/huhtikuuta/huhti toukokuu/toukokuuta/touko kesäkuu/kesäkuuta/kesä"
    " heinäkuu/heinäkuuta/heinä elokuu/elokuuta/elo syyskuu/syyskuuta/syys"
    " lokakuu/lokakuuta/loka marraskuu/marraskuuta/marras joulukuu/joulukuuta/joulu",
    "la": "ianuarii/ianuarius/ianuarias februarii/februarius/februarias martii/martius/martias"
    " aprilis/apriles maii/maius/maias iunii/iunius/iunias iulii/iulius/iulias"
    " augusti/augustus/augustas septembris/september/septembres octobris/october/octobres"
    " novembris/november/novembres decembris/december/decembres",
    "id": "januari/jan februari/feb maret/mar april/apr mei juni/jun juli/jul agustus/agu/agt"
    " september/sep oktober/okt november/nov desember/des",
    "pl": "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi"
    " maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie"
    " września/wrzesień/wrz października/październik/paź listopada/listopad/lis"
    " grudnia/grudzień/gru",
    "cs": "ledna/leden února/únor března/březen dubna/duben května/květen června/červen"
    " července/červenec srpna/srpen září října/říjen listopadu/listopad prosince/prosinec",
    "ro": "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug"
    " septembrie/sept octombrie/oct noiembrie/noi decembrie/dec",
    "tr": "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu"
    " eylül/eyl ekim/eki kasım/kas aralık/ara",
    "ru": "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр"
    " мая/май июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент"
    " октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек",
    "uk": "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/квіт"
    " травня/травень/трав червня/червень/черв липня/липень/лип серпня/серпень/серп"
    " вересня/вересень/вер жовтня/жовтень/жовт листопада/листопад/лист грудня/грудень/груд",
    "el": "ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ μαρτίου/μάρτιος/μαρ"
    " απριλίου/απρίλιος/απρ μαΐου/μάιος/μαϊ ιουνίου/ιούνιος/ιουν ιουλίου/ιούλιος/ιουλ"
    " αυγούστου/αύγουστος/αυγ σεπτεμβρίου/σεπτέμβριος/σεπ οκτωβρίου/οκτώβριος/οκτ"
    " νοεμβρίου/νοέμβριος/νοε δεκεμβρίου/δεκέμβριος/δεκ",
    "hi": "जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर"
    " नवंबर/नवम्बर दिसंबर/दिसम्बर",
    "sa": "जनवरीमासः/जान्युवरी फरवरीमासः/फेब्रुवरी मार्चमासः/मार्च् अप्रैलमासः/एप्रिल् मेमासः/मे"
    " जूनमासः/जून् जुलाईमासः/जुलै/जुलाई अगस्तमासः/अगस्त/आगस्ट् सितम्बरमासः/सप्टेम्बर्"
    " अक्टूबरमासः/अक्टोबर् नवम्बरमासः/नवम्बर् दिसम्बरमासः/दिसम्बर्",
    "ar": "يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر"
    " نوفمبر ديسمبر",
    "he": "ינואר/בינואר פברואר/בפברואר מרץ/במרץ אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי"
    " אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר",
}
AFTERNOON = frozenset({"pm", "p.m.", "p.m", "下午", "晚上", "午後", "오후", "μ.μ.", "μμ"})
MORNING = frozenset({"am", "a.m.", "a.m", "上午", "凌晨", "早上", "午前", "오전", "π.μ.", "πμ"})


def months_of(lang: str) -> dict[str, int]:
    """Give the month names of one language in lower case, each with its number."""
    table = MONTHS.get(lang.partition("-")[0].lower(), "")
    return {
        name: number
        for number, names in enumerate(table.split(), start=1)
        for name in names.split("/")
    }


def all_months() -> dict[str, int]:
    """Give the month names of all languages; where two disagree the name is left out.

    Polish and Ukrainian *listopad* is November, Czech too; Croatian is not here.
    """
    found: dict[str, int] = {}
    torn: set[str] = set()
    for lang in MONTHS:
        for name, number in months_of(lang).items():
            if found.setdefault(name, number) != number:
                torn.add(name)
    return {name: number for name, number in found.items() if name not in torn}
