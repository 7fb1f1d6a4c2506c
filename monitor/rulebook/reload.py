"""Hot reload: changed files come in, a faulty one stays out and its last good version stays in.

    watch = Reload(folder, data=data, maker=maker, tell=tell)
    swept = watch.start()
    while changes := watch.look():
        swept = watch.settle(changes, told=trial_of(changes))

What was good is kept as text in the data directory, so that a restart with a faulty file finds
it too. A fault is told once per content of its file. A folder in which every file is gone at once
is an empty mount, no wish: the rules stay.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from monitor.rulebook.diagnostic import Diagnostic, Faults, Mark, Stretch
from monitor.rulebook.edition import Changes, Reads
from monitor.rulebook.folder import Stamp, contents, is_surely_rule, stamps, text_of
from monitor.rulebook.keeping import Kept

T = TypeVar("T")
Texts = Mapping[str, bytes]
Trusted = Callable[[Mapping[str, Stamp]], frozenset[str]]
_ROUNDS = 5  # a good version may need another's good version, and so on


def none_of(stamps: Mapping[str, Stamp]) -> frozenset[str]:
    """Trust no file: every one is read."""
    del stamps
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Changes that come in force, and files that stay as they are though they refer to them."""

    changes: Changes = field(default_factory=dict)
    keep: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Generic[T]):
    """What came of loading or editing, and the files that were looked at for it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()
    looked: frozenset[str] = frozenset()


class Maker(Protocol, Generic[T]):
    """Makes everything of all texts, or of what there is and what has changed.

    A faulty file is left out and told; one that did not change itself stays as it was.
    `reads` gives the text in force of any file.
    """

    def load(self, texts: Texts) -> Edited[T]:
        """Make everything."""
        ...

    def edit(self, value: T, edits: Edits, reads: Reads) -> Edited[T]:
        """Make what follows `value`."""
        ...

    def trial(self, value: T, edits: Edits, reads: Reads) -> tuple[Diagnostic, ...]:
        """Check the changes and run their tests."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept(Generic[T]):
    """What one sweep came to: what is in force now, and what is not as its file says."""

    value: T
    edits: Edits = field(default_factory=Edits)  # what came in force
    stale: tuple[str, ...] = ()  # files whose last good version is in force
    out: tuple[str, ...] = ()  # faulty files that never had one
    diagnostics: tuple[Diagnostic, ...] = ()  # of every faulty file


class Reload(Generic[T]):
    """Watches one folder by size and time of its files."""

    def __init__(
        self,
        folder: Path,
        *,
        data: Path,
        maker: Maker[T],
        tell: Callable[[Diagnostic], None],
        trusted: Trusted = none_of,
    ) -> None:
        """Take the folder, where good versions are kept, and whom to tell of faults.

        `trusted` = files that the maker knows by their stamps: their text is the one that was
        in force, and is not given to it.
        """
        self._folder = folder
        self._kept = Kept(data / "rules")
        self._maker = maker
        self._tell = tell
        self._trusted = trusted
        self._seen: Mapping[str, Stamp] = {}
        self._value: T
        self._faulty: dict[str, tuple[Diagnostic, ...]] = {}
        self._waiting: dict[str, bytes] = {}  # faulty texts: tried again with the next change
        self._gone = False

    def start(self) -> Swept[T]:
        """Load everything; faulty files with a good version get that.

        The tests are run of what was changed while nobody watched.
        """
        faults = Faults()
        self._seen = stamps(self._folder)
        trusted = self._kept.among(self._trusted(self._seen))
        texts = contents(self._folder, faults=faults, but=trusted)
        made = self._maker.load(texts)
        unseen = {n: text for n, text in texts.items() if self._kept.get(n) not in {None, text}}
        tried = self._tried(made.value, unseen, texts.get)
        found = _by_file([*faults, *made.diagnostics, *tried])
        self._value, self._faulty = made.value, found
        texts |= {name: self.reads(name) or b"" for name in trusted & found.keys()}
        self._waiting = {name: texts[name] for name in found if name in texts}
        good = {name: text for name in found if (text := self._kept.get(name)) is not None}
        for _ in range(_ROUNDS):
            if not good:
                break
            again = self._maker.edit(self._value, Edits(changes=good), self.reads)
            self._value = again.value
            wanting = _by_file(again.diagnostics).keys() - found.keys()
            good = {name: text for name in wanting if (text := self._kept.get(name)) is not None}
        self._kept.keep({n: t for n, t in texts.items() if n not in found})
        self._kept.keep_only(self._seen)
        self._report(texts, self._faulty)
        return self._swept(Edits())

    def look(self) -> Changes:
        """Give the files that changed since they were last looked at, with what they say now."""
        seen = stamps(self._folder)
        if seen == self._seen:
            return {}
        if self._seen and not seen:
            self._tell_gone()
            return {}
        before, self._seen, self._gone = self._seen, seen, False
        changes: dict[str, bytes | None] = dict.fromkeys(before.keys() - seen.keys())
        for name, stamp in seen.items():
            if before.get(name) == stamp:
                continue
            text = text_of(self._folder, name)
            if text is not None and text != self._waiting.get(name, self._kept.get(name)):
                changes[name] = text
        return changes

    def settle(self, changes: Changes, *, told: Iterable[Diagnostic] = ()) -> Swept[T]:
        """Bring changes in force that are good; `told` = what a trial found in them.

        What was faulty before is tried once more with them.
        """
        changes = self.due(changes)
        found = _by_file(told)
        keep = frozenset(found.keys() - changes.keys())
        good: dict[str, bytes | None] = {n: t for n, t in changes.items() if n not in found}
        looked: set[str] = {*changes, *keep}
        while True:
            edits = Edits(changes=good, keep=keep)
            made = self._maker.edit(self._value, edits, self.reads)
            faults = _by_file(made.diagnostics)
            found = {**faults, **found}
            looked |= made.looked
            if faults.keys().isdisjoint(good):
                break
            good = {name: text for name, text in good.items() if name not in faults}
        self._value = made.value
        self._faulty = {n: f for n, f in self._faulty.items() if n not in looked} | found
        bad = {name: text for name, text in changes.items() if name not in good}
        waiting = {**self._waiting, **bad}
        self._waiting = {n: t for n, t in waiting.items() if t is not None and n not in good}
        self._kept.keep({n: t for n, t in good.items() if t is not None})
        self._kept.forget(changes.keys() - self._seen.keys())
        self._report({**{n: self.reads(n) or b"" for n in found}, **self._waiting}, found)
        return self._swept(edits)

    def adopt(self, value: T) -> Swept[T]:
        """Go on with a value that says the same as the one in force."""
        self._value = value
        return self._swept(Edits())

    def stamped(self) -> Mapping[str, Stamp]:
        """Give the stamps of the files that say what is in force of them."""
        other = {*self._faulty, *self._waiting}
        return {name: stamp for name, stamp in self._seen.items() if name not in other}

    def sweep(self) -> Swept[T] | None:
        """Look, try and settle in one go; None when nothing has changed."""
        changes = self.look()
        if not changes:
            return None
        tried = self.due(changes)
        return self.settle(changes, told=self._tried(self._value, tried, self.reads))

    def reads(self, name: str) -> bytes | None:
        """Give the text in force of a file: its last good version, else what it says."""
        return self._kept.get(name) or text_of(self._folder, name)

    def due(self, changes: Changes) -> Changes:
        """Give what is to be tried: changes, and with more than rules the faulty texts again.

        No faulty file waits for a rule.
        """
        more = any(text is None or not is_surely_rule(text) for text in changes.values())
        return {**self._waiting, **changes} if more else changes

    def _tried(self, value: T, changes: Changes, reads: Reads) -> tuple[Diagnostic, ...]:
        return self._maker.trial(value, Edits(changes=changes), reads) if changes else ()

    def _swept(self, edits: Edits) -> Swept[T]:
        stale = sorted(name for name in self._faulty if self._kept.get(name) is not None)
        return Swept(
            value=self._value,
            edits=edits,
            stale=tuple(stale),
            out=tuple(sorted(self._faulty.keys() - set(stale))),
            diagnostics=tuple(
                fault for name in sorted(self._faulty) for fault in self._faulty[name]
            ),
        )

    def _tell_gone(self) -> None:
        if not self._gone:
            self._gone = True
            faults = Faults()
            top = Stretch(file=self._folder.name, start=Mark(), end=Mark())
            faults.add(top, "E005", "every file is gone; the last rules stay in force")
            for fault in faults:
                self._tell(fault)

    def _report(self, texts: Texts, found: Mapping[str, tuple[Diagnostic, ...]]) -> None:
        """Tell each fault, once per content of its file."""
        for name, faults in found.items():
            lines = "\n".join(map(str, faults)).encode()
            if self._kept.is_news(name, texts.get(name, b"") + lines):
                for fault in faults:
                    self._tell(fault)


def _by_file(found: Iterable[Diagnostic]) -> dict[str, tuple[Diagnostic, ...]]:
    """Give the errors by file."""
    files: dict[str, dict[Diagnostic, None]] = {}
    for fault in found:
        if fault.severity == "error":
            files.setdefault(fault.file, {})[fault] = None
    return {name: tuple(sorted(faults, key=lambda f: f.order)) for name, faults in files.items()}
