"""`monitor schema`: JSON Schemas of analysts' files, for editors."""

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json


def schema(
    kind: Annotated[str, typer.Argument(help="Kind of file: rule, concept, sources ...")] = "",
    *,
    workspace: Annotated[
        bool, typer.Option("--workspace", help="Write rules/schema/ with this workspace's names.")
    ] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Print the JSON Schema of a kind of file, or list the kinds.

    With --workspace: write all schemas into rules/schema/, where the first line of a file
    names them. Run it again when receivers, lists or rules have other names.
    """
    from monitor.cli import _schemas

    known = _schemas.kinds_of_files()
    if workspace:
        _write(directory, json=json)
    elif not kind:
        if json:
            _output.as_json(list(known))
        else:
            print("\n".join(known))
    elif kind not in known:
        raise typer.BadParameter(_unknown(kind, known), param_hint="KIND")
    elif json:
        _output.as_json(_schemas.schema_of(kind))
    else:
        print(text_of(kind, {}), end="")


def text_of(kind: str, names: "dict[str, tuple[str, ...]]") -> str:
    """Give a schema as the text of its file."""
    from monitor.cli import _schemas

    return jsons.dumps(_schemas.schema_of(kind, names), ensure_ascii=False, indent=1) + "\n"


def write_all(directory: Path) -> list[str]:
    """Write the schemas of a workspace; gives the names of those that changed."""
    from monitor.cli import _schemas
    from monitor.workspace import find

    space = find(directory)
    names = {key: tuple(value) for key, value in _schemas.names_of(space.files()).items()}
    texts = {f"{kind}.schema.json": text_of(kind, names) for kind in _schemas.kinds_of_files()}
    return _schemas.written(space.rules, texts)


def _write(directory: Path, *, json: bool) -> None:
    from monitor.cli import _schemas

    changed = write_all(directory)
    if json:
        _output.as_json({"written": changed, "folder": f"rules/{_schemas.FOLDER}"})
        return
    count = len(_schemas.kinds_of_files())
    print(f"rules/{_schemas.FOLDER}: {_output.many(count, 'schema')}, {len(changed)} written")
    print(f"a file's first line names its own: {_schemas.modeline('rule', 'rules/x.yaml')}")


def _unknown(kind: str, known: tuple[str, ...]) -> str:
    from monitor.rulebook.suggest import legal, suggest

    hint = suggest(kind, known)
    said = f' (did you mean "{hint}"?)' if hint else f"; known: {legal(known, most=20)}"
    return f'no kind of file is called "{kind}"{said}'
