"""The workspace's `rules/` folder: which files are there, of which kind, under which id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from monitor.rulebook.diagnostic import Faults, Mark, Stretch
from monitor.rulebook.forms import Wrong, identifier
from monitor.rulebook.nodes import Scalar, Table, shape
from monitor.rulebook.suggest import legal, suggest
from monitor.rulebook.yamlfile import MAX_LIST_BYTES, parse

KINDS = ("rule", "concept", "entities", "watch", "lexicon", "language")
_NAMED_BY_FILE = ("rule", "concept", "entities", "watch")
_ELSEWHERE = {
    "sources": "rules/sources/",
    "outlets": "rules/sources/",
    "hosts": "rules/sources/",
    "routes": "rules/routes.yaml",
    "receivers": "rules/receivers.yaml",
    "ops": "rules/receivers.yaml",
}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All files of the folder that rules are made of, and ids whose file has a fault."""

    files: tuple[YamlFile, ...]
    broken: frozenset[tuple[str, str]] = frozenset()  # (kind, id)
    count: int = 0

    def of(self, *kinds: str) -> Iterator[YamlFile]:
        """Go through the files of some kinds."""
        return (file for file in self.files if file.kind in kinds)


def paths(folder: Path) -> dict[str, Path]:
    """List every YAML file under `folder`, by its name from the workspace on."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        yaml = path.suffix in {".yaml", ".yml"} and path.is_file()
        if yaml and not hidden and inside.parts[0] not in _SKIPPED:
            found[f"{folder.name}/{inside.as_posix()}"] = path
    return found


def contents(folder: Path, *, faults: Faults) -> dict[str, bytes]:
    """Read those files; no more of one than is needed to refuse it."""
    found: dict[str, bytes] = {}
    for name, path in paths(folder).items():
        try:
            with path.open("rb") as file:
                found[name] = file.read(MAX_LIST_BYTES + 1)
        except OSError as error:
            top = Stretch(file=name, start=Mark(), end=Mark())
            faults.add(top, "E005", f"cannot be read: {error.strerror}")
    return found


def is_elsewhere(name: str) -> bool:
    """Tell whether a file is known by its place and read by another room."""
    inside = PurePosixPath(name).parts[1:]
    return inside[:1] == ("sources",) or inside in {("routes.yaml",), ("receivers.yaml",)}


def shelve(texts: Mapping[str, bytes], *, faults: Faults) -> Shelf:
    """Read the files and note those that are no YAML, of no kind, or under a wrong id."""
    files: list[YamlFile] = []
    broken: set[tuple[str, str]] = set()
    mine = {name: texts[name] for name in sorted(texts) if not is_elsewhere(name)}
    for name, data in mine.items():
        before = len(faults)
        file = _file(name, data, faults)
        sound = len(faults) == before
        if file is not None:
            files.append(replace(file, sound=sound))
        if not sound:
            broken.add((file.kind if file else _kind_by_text(data), _stem(name)))
    kept = tuple(_unique(files, faults))
    return Shelf(files=kept, broken=frozenset(broken), count=len(mine))


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


def _unique(files: list[YamlFile], faults: Faults) -> Iterator[YamlFile]:
    """Note ids that are there twice; entity and watch lists share one namespace."""
    seen: dict[tuple[str, str], YamlFile] = {}
    for file in files:
        if file.kind not in _NAMED_BY_FILE:
            yield file
            continue
        space = "list" if file.kind in {"entities", "watch"} else file.kind
        first = seen.setdefault((space, file.id), file)
        if first is file:
            yield file
            continue
        value = file.table.pairs[0][1]
        at = first.table.pairs[0][1].place
        faults.add(value, "E109", f'{file.kind} id "{file.id}" already at {at}')


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _kind_by_text(data: bytes) -> str:
    """Guess the kind of a file that could not be read, so that its id counts as known."""
    for line in data.split(b"\n", 20)[:20]:
        word = line.split(b":", 1)[0].decode("utf-8", "replace").strip("\ufeff ")
        if word in KINDS:
            return word
    return ""
