"""Tests written into a rule: read and checked here, run by `inline`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from monitor.errors import ParseError
from monitor.ids import article_id, article_version
from monitor.kinds import Says
from monitor.model import Article
from monitor.reasons import Reason
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.models import RuleFile, Step, TestFile
from monitor.rulebook.nodes import Items, Node, Scalar, Table, find, plain, shape
from monitor.rulebook.schema import is_language, read
from monitor.rulebook.suggest import legal, suggest

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_TAKEN = ("text", "title", "article", "articles", "steps")
_SAMPLE_BYTES = 1 << 20
_REASONS = tuple(reason.value for reason in Reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What is to come of a test; None = not asked."""

    alert: bool | None = None
    because: Scalar | None = None
    events: Items | None = None
    alerts: Annotated[int | None, Says(doc="alerts told", low=0)] = None
    updates: Annotated[int | None, Says(doc="replies in the thread", low=0)] = None
    first_at: Annotated[float | None, Says(doc="of the first alert", form="duration", low=0)] = None


@dataclass(frozen=True, kw_only=True)
class RuleTest:
    """One test of a rule: its articles in order of time, and what is expected."""

    rule: str
    lang: str  # of the rule
    name: str
    node: Table
    steps: tuple[Step, ...]
    expect: Expect
    captures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()

    @property
    def times(self) -> tuple[float, ...]:
        """Give the seconds after the start, one an article."""
        return tuple(step.at for step in self.steps)

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """Make the articles, once they are asked for: checking does not need them."""
        return tuple(self._article(step, number) for number, step in enumerate(self.steps))

    def _article(self, step: Step, number: int) -> Article:
        """Make the article of a step; one line of text is a title."""
        first, _, rest = (step.text or step.title).strip().partition("\n")
        title, body = first.strip(), (step.body or rest).strip()
        url = step.url or f"https://{step.outlet or 'test'}.example/{self.rule}/{number}"
        at = START + timedelta(seconds=step.at)
        outlet = step.outlet or "Test"
        return Article(
            id=article_id(url + title),
            version=article_version(title, "", body),
            key=url,
            source=step.source or outlet.casefold(),
            outlet=outlet,
            outlet_id=outlet.casefold(),
            tier=step.tier,
            url=url,
            title=title,
            body=body,
            published=_moment(step.published) or at,
            seen=at,
            lang=step.lang if is_language(step.lang) else self.lang,
            tags=step.tag,
            text_from="feed",
        )

    @property
    def is_positive(self) -> bool:
        """Tell whether it wants an alert."""
        return bool(self.expect.alert) or bool(self.expect.alerts)

    @property
    def is_negative(self) -> bool:
        """Tell whether it wants silence."""
        return self.expect.alert is False or self.expect.alerts == 0


def cases_of(
    keys: RuleFile, *, captures: Collection[str], folder: Path, faults: Faults
) -> tuple[RuleTest, ...]:
    """Read a rule's tests; those with a fault are left out."""
    reader = _Reader(
        keys=keys,
        captures=tuple(captures),
        because=(*_REASONS, *(e.name for e in keys.except_)),
        folder=folder,
        faults=faults,
    )
    return tuple(test for node in keys.tests if (test := reader.test(node)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    keys: RuleFile
    captures: tuple[str, ...]
    because: tuple[str, ...]
    folder: Path
    faults: Faults

    def test(self, node: Table) -> RuleTest | None:
        before = len(self.faults)
        keys = read(TestFile, node, faults=self.faults, name="test")
        if keys is None:
            return None
        expect, captures = self._expect(keys.expect)
        steps = self._steps(keys, node)
        if expect is None or len(self.faults) > before or not steps:
            return None
        first = keys.text or keys.title or steps[0].text or steps[0].title
        shown = keys.name or " ".join(first.split())[:40]
        return RuleTest(
            rule=self.keys.rule,
            lang=self.keys.lang,
            name=shown,
            node=node,
            steps=steps,
            expect=expect,
            captures=captures,
            events=tuple(plain(expect.events)) if expect.events is not None else (),
        )

    def _expect(self, node: Table) -> tuple[Expect | None, Mapping[str, tuple[str, ...]]]:
        own = Expect.__dataclass_fields__.keys()
        known = node
        if any(key.text not in own for key, _ in node.pairs):
            known = replace(node, pairs=tuple(p for p in node.pairs if p[0].text in own))
        expect = read(Expect, known, faults=self.faults, name="expect")
        captures: dict[str, tuple[str, ...]] = {}
        for key, value in node.pairs:
            if key.text in own or key.text.startswith("x-"):
                continue
            if key.text in self.captures:
                captures[key.text] = tuple(_texts(value))
                continue
            hint = suggest(key.text, (*own, *self.captures))
            names = "" if hint else f"; known: {legal(self.captures) or 'none'}"
            message = f'no capture "{key.text}" to expect{names}'
            self.faults.add(key, "E502", message, suggestion=hint)
        if expect is not None and expect.because is not None:
            self._because(expect.because)
        return expect, captures

    def _because(self, node: Scalar) -> None:
        if node.text not in self.because:
            hint = suggest(node.text, self.because)
            message = f"{shape(node)} is neither a reason nor an exception"
            self.faults.add(node, "E104", message, suggestion=hint)

    def _steps(self, keys: TestFile, node: Table) -> tuple[Step, ...]:
        """Give the test's articles as steps."""
        if not self._one_way(node, _TAKEN):
            message = 'missing key "text" (or title, article, articles, steps)'
            self.faults.add(node.first, "E102", message)
            return ()
        self._published(node)
        if keys.steps:
            return self._in_order(keys)
        given = {
            name: getattr(keys, name)
            for name in ("lang", "source", "outlet", "tier", "tag", "published", "url")
        }
        if keys.article is not None:
            return tuple(self._sample(keys.article, given))
        if keys.articles is not None:
            return tuple(self._samples(keys.articles, given))
        return (Step(text=keys.text, title=keys.title, body=keys.body, **given),)

    def _in_order(self, keys: TestFile) -> tuple[Step, ...]:
        steps: list[Step] = []
        for node in keys.steps:
            step = read(Step, node, faults=self.faults, name="step")
            if step is None:
                continue
            self._published(node)
            self._one_way(node, _TAKEN[:2])
            if not step.text and not step.title:
                self.faults.add(node.first, "E102", 'missing key "text" (or title)')
            if steps and step.at < steps[-1].at:
                self.faults.add(find(node, "at"), "E502", "steps are not in order of time")
            steps.append(step)
        return tuple(steps)

    def _one_way(self, node: Table, names: Collection[str]) -> bool:
        """Tell whether a key gives the article; note a second one: only one could count."""
        given = [key for key, _ in node.pairs if key.text in names]
        for key in given[1:]:
            self.faults.add(key, "E101", f'"{key.text}" beside "{given[0].text}": one of them')
        return bool(given)

    def _published(self, node: Table) -> None:
        value = node.get("published")
        if isinstance(value, Scalar) and _moment(value.text) is None:
            message = f"{shape(value)} is no moment; write 2026-01-05T09:00Z"
            self.faults.add(value, "E105", message)

    def _sample(self, name: Scalar, given: Mapping[str, Any]) -> Iterator[Step]:
        path = self.folder / name.text
        if not self._is_inside(path):
            samples = filter(self._is_inside, sorted(self.folder.glob("samples/**/*")))
            known = [found.relative_to(self.folder).as_posix() for found in samples]
            hint = suggest(name.text, known)
            self.faults.add(name, "E209", f"no file {name.text}", suggestion=hint)
            return
        yield from self._from_file(path, name, given)

    def _is_inside(self, path: Path) -> bool:
        """Tell whether it is a file of the folder, links followed."""
        return path.is_file() and path.resolve().is_relative_to(self.folder.resolve())

    def _samples(self, pattern: Scalar, given: Mapping[str, Any]) -> Iterator[Step]:
        relative = not pattern.text.startswith("/") and ".." not in pattern.text
        globbed = sorted(self.folder.glob(pattern.text)) if relative and pattern.text else []
        found = [path for path in globbed if self._is_inside(path)]
        if not found:
            self.faults.add(pattern, "E209", f"no file {pattern.text}")
        for path in found:
            yield from self._from_file(path, pattern, given)

    def _from_file(self, path: Path, name: Scalar, given: Mapping[str, Any]) -> Iterator[Step]:
        """Read a sample: lines of JSON, a page, or plain text whose first line is the title."""
        data = path.read_bytes()
        shown = path.relative_to(self.folder).as_posix()
        if len(data) > _SAMPLE_BYTES:
            self.faults.add(name, "E209", f"{shown}: {len(data):,} bytes; at most 1 MiB")
            return
        first = data.lstrip().partition(b"\n")[0].strip()
        is_stream = first.startswith(b"{") and first.endswith(b"}")
        for number, line in enumerate(data.splitlines() if is_stream else (data,), start=1):
            try:
                yield from _step(line, shown, given)
            except ParseError as error:
                broken = f"{shown}: line {number} is no JSON object"
                self.faults.add(name, "E209", broken if error.kind == "parse" else str(error))
                return


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Items):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, Scalar) and node.value is not None:
        yield node.text


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _step(data: bytes, name: str, given: Mapping[str, Any]) -> Iterator[Step]:
    """Give the article of one sample; what the test itself says comes first."""
    from monitor.parsing.samples import article_from  # noqa: PLC0415 - brings readers of HTML
    from monitor.parsing.webpage import is_html  # noqa: PLC0415 - the same: few rules have samples

    if not data.strip():
        return
    article = article_from(data, name=name, seen=START)
    says_lang = data.lstrip().startswith(b"{") or is_html(data)  # plain text says nothing
    lead = "" if article.body.startswith(article.lead) else article.lead
    own: dict[str, Any] = {
        "title": article.title,
        "body": "\n\n".join(filter(None, (lead, article.body))),
        "lang": article.lang if says_lang and is_language(article.lang) else "",
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else "",
        "url": article.url if article.url != name else "",
    }
    yield Step(**{**given, **{key: value for key, value in own.items() if not given.get(key)}})
