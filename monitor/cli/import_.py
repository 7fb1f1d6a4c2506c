"""`monitor import`: sources of feed readers and page watchers as a source file of ours."""

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import ParseError, SettingsError

if TYPE_CHECKING:
    from monitor.intake.carried import Carried
    from monitor.intake.draft import Draft
    from monitor.rulebook.foreign import Left
    from monitor.workspace import Workspace

_FORMS = "monitor.intake.exchange"
_MOST_BYTES = 64 << 20
_MOST_SOURCES = 100_000
_HEAD = (
    "# yaml-language-server: $schema=../schema/sources.schema.json",
    "# Carried over from {origins}. Unverified until `monitor sources check --all` has seen them.",
    "",
    "sources:",
)


@dataclass(slots=True, kw_only=True)
class _Import:
    """What the files came to."""

    drafts: "list[tuple[str, Draft]]" = field(default_factory=list)  # with their file
    known: list[str] = field(default_factory=list)
    left: "list[Left]" = field(default_factory=list)


def import_(
    paths: Annotated[list[Path], typer.Argument(help="Their files; - is stdin.", metavar="FILE..")],
    *,
    form: Annotated[
        str, typer.Option("--format", help="Form of the files; else it is found out.")
    ] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Tag for each source.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; else rules/sources/imported.yaml.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; print it.")] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Carry over sources: OPML, CSV, plain lists, urlwatch, webchanges, miniflux, changedetection.

    A source that is there already, by its address, is left as it is. What cannot be carried
    over is told with file and line, and the exit status is 1 then. Nothing is overwritten. The
    first poll of each new source stores what stands there and alerts nobody.
    """
    from monitor.intake.carried import tags_of
    from monitor.workspace import find

    space = find(directory)
    found = _Import()
    for path in paths:
        _read(path, form, found)
    _unknown(space, found)
    tags = tags_of(tag or ())
    found.drafts = [(name, replace(d, tags=(*d.tags, *tags))) for name, d in found.drafts]
    target = _target(space, out)
    ids, text = _checked(space, target, found, [path.name for path in paths])
    if ids and not dry_run:
        _write(target, text)
    found.left.sort(key=lambda one: (one.file, one.line))
    if json:
        _as_json(found, ids, "" if dry_run or not ids else _shown(target, space))
    else:
        _tell(found, ids, text if dry_run else "", _shown(target, space))
    if found.left:
        raise typer.Exit(1)


def _read(path: Path, form: str, found: _Import) -> None:
    """Read one file by its form; a password in an address is told, never written down."""
    from monitor.intake.carried import without_login
    from monitor.rulebook.foreign import Left

    file = path.as_posix()
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise SettingsError(f"{file}: over {_MOST_BYTES >> 20} MiB")
    try:
        carried = _carried(data, file, form)
    except ParseError as error:
        raise SettingsError(f"{file}: {error.detail}") from None
    found.left += carried.left
    for draft in carried.drafts:
        url = without_login(draft.url)
        if url != draft.url:
            what = f"user and password of {url}: name them under `auth:` as env:NAME"
            found.left.append(Left(file=file, line=draft.line or 1, column=1, what=what))
        found.drafts.append((file, replace(draft, url=url)))


def _carried(data: bytes, file: str, form: str) -> "Carried":
    from monitor import kinds
    from monitor.rulebook.suggest import suggest

    forms = {name: kinds.load(_FORMS, name) for name in kinds.names(_FORMS)}
    if form and form not in forms:
        hint = suggest(form, forms)
        near = f'did you mean "{hint}"?' if hint else f"known are {', '.join(forms)}"
        raise typer.BadParameter(f'"{form}": {near}', param_hint="--format")
    name = form or next((n for n, f in forms.items() if f.is_mine(data, file.lower())), "")
    if not name:
        known = ", ".join(f"{n} ({f.SAYS})" for n, f in forms.items())
        raise SettingsError(f"{file}: of no form that is known; known are {known}")
    carried: Carried = forms[name].read(data, file)
    return carried


def _unknown(space: "Workspace", found: _Import) -> None:
    """Keep what is not there yet, by its address."""
    from monitor.parsing.urls import canonical, hash_form

    sources = space.files().sources.sources.values()
    there = {hash_form(canonical(s.url)): f'source "{s.id}" at {s.place}' for s in sources}
    fresh: list[tuple[str, Draft]] = []
    for file, draft in found.drafts:
        name = hash_form(canonical(draft.url))
        if name and name in there:
            found.known.append(f"{file}:{draft.line}: {draft.url} is {there[name]} already")
        else:
            there[name] = f"at {file}:{draft.line}"
            fresh.append((file, draft))
    if len(fresh) > _MOST_SOURCES:
        raise SettingsError(f"{len(fresh):,} sources; at most {_MOST_SOURCES:,} at once")
    found.drafts = fresh


def _target(space: "Workspace", out: Path | None) -> Path:
    """Give a file that is not there yet, below rules/sources/."""
    from monitor.intake.sourcebook import is_mine

    if out is not None:
        target = out.resolve()
        if target.exists():
            raise SettingsError(f"{out}: is there already; nothing is overwritten")
        inside = target.is_relative_to(space.rules.resolve()) and target.suffix == ".yaml"
        if not inside or not is_mine(_shown(target, space)):
            raise SettingsError(f"{out}: a source file is rules/sources/NAME.yaml")
        return target
    folder = space.rules.resolve() / "sources"
    names = (f"imported{f'-{n}' if n else ''}.yaml" for n in (0, *range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())


def _shown(target: Path, space: "Workspace") -> str:
    root = space.rules.resolve().parent
    return target.relative_to(root).as_posix() if target.is_relative_to(root) else f"{target}"


def _checked(
    space: "Workspace", target: Path, found: _Import, origins: list[str]
) -> tuple[tuple[str, ...], str]:
    """Write what passes `check` as text; a source that does not is left out."""
    from monitor.intake.draft import entry, unique
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.foreign import Left
    from monitor.rulebook.format import formatted

    name = _shown(target, space)
    taken = space.files().sources.sources
    origin = ", ".join(dict.fromkeys(" ".join(one.split()) for one in origins))
    while found.drafts:
        drafts = [replace(d, more={**d.more, "unverified": True}) for _, d in found.drafts]
        ids = unique(drafts, taken)
        head = [line.format(origins=origin) for line in _HEAD]
        rows = [f"  - {entry(draft, id_)}" for draft, id_ in zip(drafts, ids, strict=True)]
        text = "\n".join([*head, *rows]) + "\n"
        told = space.files(instead={name: text.encode()}).faults.sorted()
        faults = {f.line: f.message for f in told if f.file == name and f.severity == "error"}
        if not faults:
            return ids, formatted(text.encode(), name, faults=Faults()) or text
        numbered = list(enumerate(found.drafts, start=len(head) + 1))
        found.left += [
            Left(file=file, line=draft.line or 1, column=1, what=f"{draft.url}: {faults[line]}")
            for line, (file, draft) in numbered
            if line in faults
        ]
        kept = [one for line, one in numbered if line not in faults]
        if len(kept) == len(found.drafts):  # a fault of the file as a whole
            raise SettingsError(f"{name}: {next(iter(faults.values()))}")
        found.drafts = kept
    return (), ""


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(f"{target}: {error.strerror}") from None


def _as_json(found: _Import, ids: tuple[str, ...], file: str) -> None:
    pairs = zip(ids, found.drafts, strict=True)
    _output.as_json(
        {
            "file": file,
            "sources": [{"id": id_, "kind": d.kind, "url": d.url} for id_, (_, d) in pairs],
            "known": found.known,
            "left_out": [str(one) for one in found.left],
        }
    )


def _tell(found: _Import, ids: tuple[str, ...], text: str, target: str) -> None:
    if text:
        print(text, end="")
    for line in (*found.known, *map(str, found.left)):
        _output.note(line)
    counted = f"{len(found.known)} known already, {len(found.left)} left out"
    if ids and not text:
        print(f"wrote {target}: {_output.many(len(ids), 'source')}, {counted}")
        _output.note("their first polls alert nobody; `monitor sources check --all` tries them")
    else:
        _output.note(f"{_output.many(len(ids), 'source')}, {counted}")
