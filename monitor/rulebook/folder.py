"""The workspace's `rules/` folder: which files are there, of which kind, under which id."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from monitor.model import Place
from monitor.rulebook.diagnostic import Faults, Mark, Stretch
from monitor.rulebook.forms import Wrong, identifier
from monitor.rulebook.nodes import Scalar, Table, find, shape
from monitor.rulebook.suggest import legal, suggest
from monitor.rulebook.yamlfile import MAX_LIST_BYTES, parse

Space = tuple[str, str]  # a namespace of ids, and an id in it
Stamp = tuple[int, int, int, int]  # of a file: size, times of its text and of its entry, number
KINDS = ("rule", "concept", "entities", "watch", "calendar", "lexicon", "language")
_NAMED_BY_FILE = ("rule", "concept", "entities", "watch", "calendar")
_ELSEWHERE = {
    "sources": "rules/sources/",
    "outlets": "rules/sources/",
    "hosts": "rules/sources/",
    "routes": "rules/routes.yaml",
    "receivers": "rules/receivers.yaml",
    "ops": "rules/receivers.yaml",
}
_RULE_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*rule:\s")
_YAML = (".yaml", ".yml")
_TEXT = ".txt"  # beside source files: lists that their kinds read
_SKIPPED = frozenset({"schema", "samples"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names that other rooms' files define; None = not known here, so not checked."""

    sources: tuple[str, ...] | None = None
    outlets: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    receivers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """One file that could be read: its kind, its id (the first key's value) and its tree."""

    name: str  # as shown: `rules/port-strike.yaml`
    kind: str
    id: str
    table: Table
    data: bytes = field(repr=False)
    sound: bool = True  # no fault so far; one with a fault is checked on, but not used

    @property
    def first(self) -> Scalar | Table:
        """The first key."""
        return self.table.first

    @property
    def place(self) -> Place:
        """Where the id stands."""
        return find(self.table, self.kind).place

    @property
    def space(self) -> Space:
        """Where the id must be unique; entity and watch lists share one namespace."""
        return "list" if self.kind in {"entities", "watch"} else self.kind, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All files of the folder that rules are made of, and ids whose file has a fault."""

    files: tuple[YamlFile, ...]
    faulty: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # file -> kind, id
    twins: frozenset[str] = frozenset()  # files left aside, as their id is another's

    @property
    def broken(self) -> frozenset[tuple[str, str]]:
        """Give kind and id of what has a fault."""
        return frozenset(self.faulty.values())

    @property
    def names(self) -> frozenset[str]:
        """Give the names of all files, faulty ones too."""
        return frozenset([*(file.name for file in self.files), *self.faulty, *self.twins])

    def of(self, *kinds: str) -> Iterator[YamlFile]:
        """Go through the files of some kinds."""
        return (file for file in self.files if file.kind in kinds)


def paths(folder: Path) -> dict[str, Path]:
    """List every YAML file under `folder`, by its name from the workspace on."""
    entries = sorted(_entries(folder), key=_name_of)
    return {name: Path(entry.path) for name, entry in entries if not name.endswith(_TEXT)}


def stamps(folder: Path) -> dict[str, Stamp]:
    """Give size, times and number of every file: what tells that one has changed."""
    seen: dict[str, Stamp] = {}
    for name, entry in _entries(folder):
        try:
            found = entry.stat()
        except OSError:  # pragma: no cover - deleted while we looked
            continue
        seen[name] = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return seen


def contents(
    folder: Path, *, faults: Faults, but: Collection[str] = frozenset()
) -> dict[str, bytes]:
    """Read those files `but` some; no more of one than is needed to refuse it."""
    found: dict[str, bytes] = {}
    entries = (one for one in _entries(folder) if one[0] not in but)
    for name, entry in sorted(entries, key=_name_of):
        try:
            found[name] = _read(Path(entry.path))
        except OSError as error:
            top = Stretch(file=name, start=Mark(), end=Mark())
            faults.add(top, "E005", f"cannot be read: {error.strerror}")
    return found


def text_of(folder: Path, name: str) -> bytes | None:
    """Read one of those files, None when it cannot be read."""
    try:
        return _read(folder.parent / name)
    except OSError:
        return None


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Go through the folder, as quickly as can be done: it is looked at each second."""
    waiting = [(folder.name, str(folder))]
    while waiting:
        inside, path = waiting.pop()
        try:
            found = list(os.scandir(path))
        except OSError:  # deleted while we looked
            continue
        for entry in found:
            name = entry.name
            if name.startswith(".") or (inside == folder.name and name in _SKIPPED):
                continue
            if name.endswith(_YAML) or (name.endswith(_TEXT) and "/sources" in inside):
                if _is_file(entry):
                    yield f"{inside}/{name}", entry
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((f"{inside}/{name}", entry.path))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a circle of links
        return False


def _name_of(found: tuple[str, os.DirEntry[str]]) -> str:
    return found[0]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size  # room for the most takes longer than the file
        return file.read(min(size, MAX_LIST_BYTES) + 1)


def mark_of(text: bytes) -> bytes:
    """Give a hash of a file's text, which tells whether it is another now."""
    return blake2b(text, digest_size=16).digest()


def is_elsewhere(name: str) -> bool:
    """Tell whether a file is known by its place and read by another room."""
    _, _, inside = name.partition("/")
    return inside.startswith("sources/") or inside in {"routes.yaml", "receivers.yaml"}


def shelve(
    texts: Mapping[str, bytes], *, taken: dict[Space, Place] | None = None, faults: Faults
) -> Shelf:
    """Read the files and note those that are no YAML, of no kind, or under a wrong id.

    `taken` = ids of other files and where they stand; those of these files are added.
    """
    files: list[YamlFile] = []
    faulty: dict[str, tuple[str, str]] = {}
    mine = {name: texts[name] for name in sorted(texts) if not is_elsewhere(name)}
    for name, data in mine.items():
        own = Faults()
        file = _file(name, data, own)
        if file is not None:
            files.append(replace(file, sound=False) if own else file)
        if own:
            faulty[name] = (file.kind if file else _kind_by_text(data), _stem(name))
            faults.take(own)
    kept = tuple(_unique(files, {} if taken is None else taken, faults))
    twins = frozenset(file.name for file in files) - {file.name for file in kept}
    return Shelf(files=kept, faulty=faulty, twins=twins)


def _file(name: str, data: bytes, faults: Faults) -> YamlFile | None:
    node = parse(data, name, faults=faults)
    if node is None:
        return None
    if not isinstance(node, Table) or not node.pairs:
        faults.add(node, "E103", f'a file wants keys such as "rule:", got {shape(node)}')
        return None
    key, value = next(pair for pair in (*node.pairs, node.pairs[0]) if _is_own(pair[0].text))
    if key.text not in KINDS:
        _unknown_kind(key, faults)
        return None
    if not isinstance(value, Scalar):
        faults.add(value, "E103", f'"{key.text}" wants an id, got {shape(value)}')
        return None
    _check_id(key.text, value, name, faults)
    return YamlFile(name=name, kind=key.text, id=value.text, table=node, data=data)


def _is_own(key: str) -> bool:
    return not key.startswith("x-")


def _unknown_kind(key: Scalar, faults: Faults) -> None:
    place = _ELSEWHERE.get(key.text)
    if place:
        faults.add(key, "E110", f'unknown kind "{key.text}" here; such files are {place}')
        return
    hint = suggest(key.text, KINDS)
    names = "" if hint else f"; a file begins with {legal(KINDS)}"
    faults.add(key, "E110", f'unknown kind "{key.text}"{names}', suggestion=hint)


def _check_id(kind: str, value: Scalar, name: str, faults: Faults) -> None:
    """Check the form of an id, and that it is the file's name (a lexicon's: its folder's)."""
    if kind == "language":
        wanted, what = _stem(name), "file"
    elif kind == "lexicon":
        wanted, what = PurePosixPath(name).parent.name, "folder"
    else:
        wrong = identifier(value.text)
        if isinstance(wrong, Wrong):
            faults.add(value, wrong.code, f"{shape(value)} {wrong.message}")
            return
        wanted, what = _stem(name), "file"
    if value.text != wanted:
        message = f'"{value.text}" is not the {what} name "{wanted}"'
        faults.add(value, "E107", message)


def _unique(files: list[YamlFile], taken: dict[Space, Place], faults: Faults) -> Iterator[YamlFile]:
    """Note ids that are there twice; entity and watch lists share one namespace."""
    for file in files:
        if file.kind not in _NAMED_BY_FILE:
            yield file
            continue
        at = taken.setdefault(file.space, file.place)
        if at.file == file.name:
            yield file
            continue
        value = find(file.table, file.kind)
        faults.add(value, "E109", f'{file.kind} id "{file.id}" already at {at}')


def _stem(name: str) -> str:
    file = name.rpartition("/")[2]
    return file.rpartition(".")[0] or file


def is_surely_rule(data: bytes) -> bool:
    """Tell, without reading it all, that a file that can be read at all is a rule."""
    return _RULE_FIRST.match(data) is not None


def _kind_by_text(data: bytes) -> str:
    """Guess the kind of a file that could not be read, so that its id counts as known."""
    for line in data.split(b"\n", 20)[:20]:
        word = line.split(b":", 1)[0].decode("utf-8", "replace").strip("\ufeff ")
        if word in KINDS:
            return word
    return ""
