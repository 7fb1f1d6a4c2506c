"""Worlds: generated articles in many scripts, and rules whose terms mostly stand in them.

Everything is drawn from a `Random`, which hypothesis may be: then it can shrink a difference.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from monitor.conditions import leaf
from monitor.matching.compile import Names, compile_query
from monitor.matching.concepts import ConceptWords, Saying
from monitor.matching.entities import Alias, Entity
from monitor.matching.names import Gazetteer
from monitor.matching.query import Asked, Exempt, Query
from monitor.matching.syntax import (
    And,
    Concept,
    Entities,
    EventCall,
    Fielded,
    Let,
    Named,
    Near,
    Not,
    NotNear,
    Operator,
    Or,
    Part,
    Pattern,
    Phrase,
    Published,
    Range,
    SlotTest,
    Value,
    Word,
)
from monitor.model import Article, Event, Participant, Rule, Status

PACK = "executive-change"
SEEN = datetime(2026, 1, 5, 12, tzinfo=UTC)
RULES, ARTICLES = 20, 5

# By script: language, what stands between words, and words with the forms that must or must not
# be taken for one another.
SCRIPTS: Mapping[str, tuple[str, str, str]] = {
    "latin": (
        "en",
        " ",
        (
            "strike Strike STRIKE strikes striker port Port ports WHO who AI ai Ai U.S. u.s. us US "
            "OpenAI OpenAI's open co-founder co founder AT&T at t AT&T's C++ c .NET net a.net "
            "GPT-5 GPT 5 55 McDonald's mcdonald 5 million 12% $3bn 2026-01-31 ﬁred fired resigns "
            "Op\u200ben J.P. jp e.g. Apple apple Tim Cook Inc. 3"
        ),
    ),
    "accents": (
        "fr",
        " ",
        (
            "démission demission DEMISSION DÉMISSION de\u0301mission d’été l'azi Straße Strasse "
            "STRASSE groß über uber cœur coeur naïve Ænima ænima ø Øre ÿ İstanbul istanbul "
            "ışık isik IŞIK ½ x² ª café cafe\u0301 CAFE Café™ “café” l’été été ete"
        ),
    ),
    "vietnamese": (
        "vi",
        " ",
        "từ chức tu chuc TỪ CHỨC ma má mà mã mạ MA Ông ông ong chủ tịch chu tich Việt Viet",
    ),
    "cyrillic": (
        "ru",
        " ",
        (
            "отставка Отставка ОТСТАВКА отставку ёлка елка Ёлка й Meta Мета Металл ОpenАI опenai "
            "Apple Эппл т.е. А.Б. АБ слово Слово директор"
        ),
    ),
    "greek": (
        "el",
        " ",
        "παραίτηση παραιτηση ΠΑΡΑΙΤΗΣΗ Οδυσσεύς ΟΔΥΣΣΕΥΣ οδυσσευς έφυγε Apple λόγος ΛΟΓΟΣ ς σ",
    ),
    "arabic": (
        "ar",
        " ",
        "استقالة والاستقالة بالاستقالة اسـتقالة المدير مدير ومدير إستقالة أحمد احمد شركة الشركة",
    ),
    "hebrew": (
        "he",
        " ",
        'מנכ"ל המנכ"ל מנכל והמנכל התפטר שהתפטר חברה החברה בחברה מדינה שָׁלוֹם שלום',
    ),
    "devanagari": ("hi", " ", "इस्तीफा इस्तीफ़ा कंपनी कम्पनी प्रमुख क़ानून कानून हिन्दी । दिया"),
    "thai": ("th", "", "ลาออก ซีอีโอ ประกาศ แล้ว ลา ออก บริษัท นี้ OpenAI 5"),
    "chinese": (
        "zh",
        "",
        "辞任 辞 任 東京都 京都 东京都 中国 发展中国家 奥特曼 OpenAI 罢工 ＯｐｅｎＡＩ 公司 。 5",
    ),
    "japanese": (
        "ja",
        "",
        "辞任 社長 が した アルトマン ｱﾙﾄﾏﾝ ガ か\u3099 が Apple 氏 、 。 東京都 京都",
    ),
    "korean": (
        "ko",
        " ",
        "사임 사임했다 사임은 대표 대표가 오픈AI는 오픈AI 한국 한국은 가 나라 발표했다 대표이사",
    ),
}
SEPARATORS = (
    " ",
    " ",
    " ",
    " ",
    ", ",
    ". ",
    ".",
    "\n",
    "\n\n",
    " - ",
    "; ",
    "! ",
    "…",
    "。",
    "  ",
    " (",
    "\u00a0",
)
NAMED = (
    "Apple",
    "OpenAI",
    "Tim Cook",
    "Ultraman",
    "奥特曼",
    "蘋果",
    "애플은",
    "Rotterdam",
    "Apples",
)
MORE = (
    "strikes out",
    "lays the tools down",
    "罢工",
    "Streikgeld",
    "AD",
    "ad",
    "scioperano",
    "$5 million",
)

GAZETTEER = Gazetteer(
    [
        Entity(id="openai", kind="org", name="OpenAI", blots=("OpenAI Five",)),
        Entity(
            id="apple",
            kind="org",
            name="Apple",
            aliases=(
                Alias(text="蘋果", lang="zh"),
                Alias(text="애플"),
                Alias(text="Эппл", lang="ru"),
            ),
        ),
        Entity(
            id="sam-altman",
            kind="person",
            name="Sam Altman",
            aliases=(
                Alias(text="奥特曼"),
                Alias(text="Ultraman", guard=("openai",), unless=("strike",)),
            ),
            of=("openai",),
        ),
        Entity(id="tim-cook", kind="person", name="Tim Cook", of=("apple",), role="ceo"),
        Entity(id="rotterdam", kind="place", name="Rotterdam"),
    ],
    {"labs": ["openai"], "watched": ["openai", "apple"]},
)
CONCEPTS = {
    "stops": ConceptWords(
        id="stops",
        words={
            "any": (Saying(say="strik*"), Saying(say="OpenAI .. Apple", gap=3)),
            "en": (Saying(say="lay~ .. tools"), Saying(say="port{,s} strike")),
            "fr": (Saying(say="démission"), Saying(say="été", marks="any")),
            "it": (Saying(say="scioper~"),),
            "de": (Saying(say="streik*"),),
            "zh": (Saying(say="罢工"), Saying(say="辞任")),
            "ko": (Saying(say="사임"),),
        },
        blots={"de": ("Streikgeld",), "any": ("strike port",)},
    ),
    "ad": ConceptWords(
        id="ad",
        words={"any": (Saying(say="AD", case="exact"), Saying(say="AI", case="any"))},
        blots={"any": ("AI port",)},
    ),
}
FORMS = {
    "lay": ("lays", "laid"),
    "strike": ("strikes", "striking"),
    "port": ("ports",),
    "scioper": ("sciopero", "scioperano"),
    "отставка": ("отставку", "отставки"),
}


def forms(word: str, lang: str) -> tuple[str, ...]:
    """Give what `word~` stands for beside the word."""
    del lang
    return FORMS.get(word, ())


def read(article: Article, pack: str) -> tuple[Event, ...]:
    """Give the events of an article: some of what its words happen to say."""
    if pack != PACK or "OpenAI" not in article.title + article.body:
        return ()
    denied = "strike" in article.body
    return (
        Event(
            pack=pack,
            type="departure",
            direction="out",
            slots={
                "org": Participant(name="OpenAI", id="openai"),
                "person": Participant(name="Ana"),
            },
            role="ceo",
            role_class=frozenset({"ceo"}),
            polarity="denied" if denied else "asserted",
            newness="new" if "Apple" in article.body else "mention",
        ),
    )


# --- articles ------------------------------------------------------------------------------------


def text(rnd: Random, scripts: Sequence[str], most: int) -> str:
    """Draw a text whose words come from these scripts and a few names."""
    words = [word for script in scripts for word in SCRIPTS[script][2].split()]
    glue = SCRIPTS[scripts[0]][1]
    shown: list[str] = []
    for _ in range(rnd.randint(0, most)):
        shown.append(rnd.choice(words if rnd.random() < 0.8 else (*NAMED, *MORE)))
        shown.append(glue if rnd.random() < 0.5 else rnd.choice(SEPARATORS))
    return "".join(shown)


def article(rnd: Random, scripts: Sequence[str]) -> Article:
    """Draw an article; its metadata are of few values, so that rules may ask for them."""
    lang = SCRIPTS[scripts[0]][0]
    title = text(rnd, scripts, 6)
    age = rnd.choice([None, 1, 50])
    return Article(
        id="a",
        version="1",
        key="a",
        source=rnd.choice(["wire", "blog"]),
        outlet="The Wire",
        outlet_id="wire-id",
        tier=rnd.choice(["primary", "wire"]),
        url=rnd.choice(["", "https://example.com/port-strike/caf%C3%A9", "https://x.com/辞任"]),
        title=title.upper() if rnd.random() < 0.2 else title,
        lead=text(rnd, scripts, 8) if rnd.random() < 0.5 else "",
        body=text(rnd, scripts, 25) if rnd.random() < 0.9 else "",
        published=None if age is None else SEEN - timedelta(hours=age),
        seen=SEEN,
        lang=rnd.choice([lang, lang, "en", "de", "und"]),
        lang_sure=rnd.choice([1.0, 1.0, 0.5]),
        authors=rnd.choice([(), ("Ana Ruiz", "José Paz")]),
        tags=rnd.choice([(), ("Ports", "Labour Disputes")]),
    )


# --- rules ---------------------------------------------------------------------------------------

REACHES: tuple[Range, ...] = (0, 1, 2, 4, 9, "S", "P")
OPERATORS: tuple[Operator, ...] = ("NEAR", "THEN")
TEXT_FIELDS = ("title", "lead", "body", "top", "url")
PATTERNS = (r"{}", r"\b{}[a-z]*", r"{}.{{0,8}}[a-z]+", r"({}|port)s?", r"{}\W+\pL+", r"[.!] ?{}")
OTHERS: tuple[Part, ...] = (
    Concept(id="stops"),
    Concept(id="ad"),
    Entities(kind="org"),
    Entities(kind="org", lists=("labs",)),
    Entities(kind="person"),
    Value(kind="money"),
    Value(kind="percent"),
    Value(kind="number"),
)
EXACT: tuple[Part, ...] = (
    Fielded(field="source", part=Word(text="wire")),
    Fielded(field="source", part=Word(text="wi", ending="*")),
    Fielded(field="outlet", part=Phrase(text="the wire")),
    Fielded(field="tier", part=Or(parts=(Word(text="primary"), Word(text="regulator")))),
    Fielded(field="tag", part=Phrase(text="labour disputes")),
    Fielded(field="author", part=Phrase(text="jose paz")),
    Fielded(field="lang", part=Word(text="en")),
    Fielded(field="org", part=Word(text="apple")),
    Fielded(field="person", part=Word(text="tim-cook")),
    Published(operator="<", literal="36h"),
    Published(operator=">", literal="2026-01-03"),
    EventCall(pack=PACK),
    EventCall(pack=PACK, tests=(SlotTest(slot="org", operator="in", values=("labs",)),)),
    EventCall(pack=PACK, tests=(SlotTest(slot="polarity", operator=":", values=("denied",)),)),
)


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes expressions, seven terms of ten from what the articles say."""

    rnd: Random
    said: Sequence[str]
    known: Sequence[str]

    def expression(self, depth: int = 3) -> Part:
        """Draw logic over places, or a place by itself."""
        choice = self.rnd.random() if depth else 0.0
        if choice < 0.35:
            return self.rnd.choice(EXACT) if self.rnd.random() < 0.15 else self.place(2)
        if choice < 0.5:
            return Not(part=self.expression(depth - 1))
        return (Or if choice < 0.7 else And)(parts=self._some(self.expression, depth - 1))

    def place(self, depth: int) -> Part:
        """Draw what has places: a term, terms near one another, either of several."""
        choice = self.rnd.random() if depth else 0.0
        if choice < 0.5:
            return self.atom()
        if choice < 0.65:
            return Or(parts=self._some(self.place, depth - 1))
        if choice < 0.75:
            return Named(part=self.place(depth - 1), name=self.rnd.choice("xy"))
        reach = self.rnd.choice(REACHES)
        if choice < 0.85:
            one, other = self.place(depth - 1), self.place(depth - 1)
            return NotNear(range=reach, part=one, other=other)
        operator = self.rnd.choice(OPERATORS)
        return Near(operator=operator, range=reach, parts=self._some(self.place, depth - 1))

    def atom(self) -> Part:
        """Draw a term, a regular expression, a concept, a name, a value."""
        choice = self.rnd.random()
        if choice < 0.1:
            return self.rnd.choice(OTHERS)
        if choice < 0.2:
            letters = "".join(c for c in self._word() if c.isalnum())[:4] or "a"
            return Pattern(source=self.rnd.choice(PATTERNS).format(letters))
        return self._term()

    def _term(self) -> Part:
        word, form = self._word(), self.rnd.random()
        if form < 0.45:
            return Word(text=word.rstrip(".,;") or word)
        if form < 0.6:
            return Word(text=word[: self.rnd.randint(1, 4)], ending="*")
        if form < 0.7:
            return Word(text=self.rnd.choice((word.lower(), *FORMS)), ending="~")
        following = (self._word() for _ in range(self.rnd.randint(1, 2)))
        return Phrase(text=" ".join((word, *following)) + "*" * (form > 0.9))

    def _word(self) -> str:
        inside = self.said and self.rnd.random() < 0.7
        return self.rnd.choice(self.said if inside else self.known)

    def _some(self, make: Callable[[int], Part], depth: int) -> tuple[Part, ...]:
        return tuple(make(depth) for _ in range(self.rnd.randint(2, 3)))


def fielded(part: Part, field: str) -> Part:
    """Bring a field to every term that may have one."""
    if isinstance(part, Word | Phrase | Pattern | Concept | Entities | Value):
        return Fielded(field=field, part=part)
    if isinstance(part, And | Or):
        return type(part)(parts=tuple(fielded(inner, field) for inner in part.parts))
    return part


@dataclass(frozen=True, kw_only=True)
class World:
    """Rules, and articles they are judged on."""

    rules: tuple[Asked, ...]
    articles: tuple[Article, ...]


def world(rnd: Random, script: str, *, rules: int = RULES, articles: int = ARTICLES) -> World:
    """Draw a world whose articles are mostly of one script."""
    scripts = [script, *(rnd.choice(list(SCRIPTS)) for _ in range(rnd.randint(0, 2)))]
    shown = tuple(article(rnd, scripts) for _ in range(articles))
    said = sorted({w[:20] for a in shown for t in (a.title, a.lead, a.body) for w in t.split()})
    known = [word for one in scripts for word in SCRIPTS[one][2].split()]
    writer = Writer(rnd=rnd, said=said, known=known)
    return World(rules=tuple(_asked(writer, f"r{n}") for n in range(rules)), articles=shown)


def _asked(writer: Writer, rule: str) -> Asked:
    rnd, part = writer.rnd, writer.expression()
    if rnd.random() < 0.2:
        part = fielded(part, rnd.choice(TEXT_FIELDS))
    facts = {"fact": writer.expression(1)} if rnd.random() < 0.15 else {}
    exempt = Or(parts=(Let(name="x"), writer.expression(1)))
    status: Status = rnd.choice(("live", "live", "live", "shadow", "draft"))
    return Asked(
        rule=Rule(id=rule, title=rule, status=status, packs=(PACK,) if _reads(part) else ()),
        query=query(part),
        facts={name: query(fact) for name, fact in facts.items()},
        exceptions=tuple(
            Exempt(name="known", why="because", query=query(exempt), until=until)
            for until in rnd.choice(([], [], [], [None], [SEEN], [SEEN + timedelta(days=1)]))
        ),
    )


def query(part: Part) -> Query:
    """Compile an expression with the names of these worlds."""
    names = Names(
        captures=frozenset({"x", "y"}),
        concepts=CONCEPTS,
        gazetteer=GAZETTEER,
        forms=forms,
        leaf=leaf,
    )
    return compile_query(part, names)


def _reads(part: Part) -> bool:
    if isinstance(part, And | Or):
        return any(_reads(inner) for inner in part.parts)
    return isinstance(part, EventCall) or (isinstance(part, Not) and _reads(part.part))
