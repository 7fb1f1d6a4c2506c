"""`monitor import-rules`: others' keyword rules as drafts of ours, and what is lost."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.rulebook.drafts import Draft
    from monitor.rulebook.foreign import Left

_IMPORTERS = "monitor.rulebook.importers"
_MOST_BYTES = 16 << 20


def import_rules(
    form: Annotated[str, typer.Argument(help="sigma, elastalert or boolean.", metavar="FORM")],
    paths: Annotated[list[Path], typer.Argument(help="Their files.", metavar="FILE..")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the drafts; else they are printed.")
    ] = None,
    mapped: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=ours: their field is this of ours.")
    ] = None,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Turn rules of Sigma, ElastAlert 2 or boolean search strings into drafts.

    Every draft passes `monitor check`. What could not be carried over is told with file and
    line, and the exit status is 1 then. A file that is there is never overwritten.
    """
    fields = _fields(mapped or ())
    drafts, left = _converted(form, paths, fields)
    texts, refused = _checked(drafts, directory, out)
    left = sorted([*left, *refused], key=lambda one: (one.file, one.line, one.column))
    for name, text in texts.items() if out is not None else ():
        _write(out or Path(), name, text)
    if json:
        files = [{"rule": name, "text": text} for name, text in texts.items()]
        _output.as_json({"rules": files, "left_out": [str(one) for one in left]})
    else:
        for name, text in texts.items():
            print(f"{out / name}.yaml" if out is not None else text)
        for one in left:
            _output.note(str(one))
        _output.note(f"{_output.many(len(texts), 'draft')}, {len(left)} left out")
    if left:
        raise typer.Exit(1)


def _fields(mapped: "list[str] | tuple[str, ...]") -> Mapping[str, str]:
    from monitor.matching.syntax import FIELDS

    found: dict[str, str] = {}
    for one in mapped:
        theirs, sign, ours = one.partition("=")
        if not theirs or not sign or ours not in {"", *FIELDS}:
            known = ", ".join(FIELDS)
            raise typer.BadParameter(
                f'"{one}": write FIELD=ours; ours: {known}', param_hint="--map"
            )
        found[theirs] = ours
    return found


def _converted(
    form: str, paths: list[Path], fields: Mapping[str, str]
) -> "tuple[list[tuple[str, Draft]], list[Left]]":
    """Read every file by the form's importer."""
    from monitor import kinds
    from monitor.rulebook.drafts import Convert

    known = kinds.names(_IMPORTERS)
    if form not in known:
        raise typer.BadParameter(f'"{form}": known are {", ".join(known)}', param_hint="FORM")
    convert: Convert = kinds.load(_IMPORTERS, form).convert
    drafts: list[tuple[str, Draft]] = []
    left: list[Left] = []
    for path in paths:
        try:
            data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror}") from None
        if len(data) > _MOST_BYTES:
            raise SettingsError(f"{path}: over {_MOST_BYTES >> 20} MiB")
        imported = convert(data, path.as_posix(), fields)
        drafts += [(path.as_posix(), draft) for draft in imported.drafts]
        left += imported.left
    return drafts, left


def _checked(
    drafts: "list[tuple[str, Draft]]", directory: Path, out: Path | None
) -> "tuple[dict[str, str], list[Left]]":
    """Write drafts as texts; one that would not pass `check` here is left out."""
    from monitor.rulebook.drafts import text_of, unique
    from monitor.rulebook.foreign import Left
    from monitor.workspace import find

    space = find(directory)
    taken = tuple(space.files().rulebook.rules)
    ids = unique([draft for _, draft in drafts], taken)
    rules, target = space.rules.resolve(), (out or space.rules).resolve()
    deep = len(target.relative_to(rules).parts) if target.is_relative_to(rules) else 0
    texts: dict[str, str] = {}
    left: list[Left] = []
    for name, (origin, draft) in zip(ids, drafts, strict=True):
        try:
            texts[name] = text_of(draft, name, origin=Path(origin).name, deep=deep)
        except ValueError as error:  # a term holds what no file may
            what = f"the rule {name}: {error}"
            left.append(Left(file=origin, line=draft.line, column=1, what=what))
    files = space.files(instead={f"rules/{n}.yaml": t.encode() for n, t in texts.items()})
    faults = {f.file: f for f in files.faults.sorted() if f.severity == "error"}
    left += [
        Left(file=origin, line=draft.line, column=1, what=f"the rule {name}: {fault}")
        for name, (origin, draft) in zip(ids, drafts, strict=True)
        if (fault := faults.get(f"rules/{name}.yaml")) is not None
    ]
    return {n: t for n, t in texts.items() if f"rules/{n}.yaml" not in faults}, left


def _write(out: Path, name: str, text: str) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / f"{name}.yaml").open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(f"{out / name}.yaml: {error.strerror}") from None
