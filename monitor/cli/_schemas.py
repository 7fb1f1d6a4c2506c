"""The JSON Schemas of all kinds of analysts' files, made of the models that read them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from monitor import kinds
from monitor.delivery import routebook
from monitor.intake import sourcefile, sourceone
from monitor.rulebook import models
from monitor.rulebook.folder import KINDS
from monitor.rulebook.jsonschema import Schema, Shapes
from monitor.rulebook.tests import Expect

if TYPE_CHECKING:
    from monitor.workspace import Files

Names = Mapping[str, Sequence[str]]
FOLDER = "schema"
CONDITIONS = "monitor.conditions"
_MODELS: Mapping[str, type] = {
    "rule": models.RuleFile,
    "concept": models.ConceptFile,
    "entities": models.EntitiesFile,
    "watch": models.WatchFile,
    "lexicon": models.LexiconFile,
    "language": models.LanguageFile,
    "sources": sourcefile.SourcesFile,
    "receivers": routebook.ReceiversFile,
    "routes": routebook.RoutesFile,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Modelled:
    """Whatever class stands for a kind of file: found by the name of its model."""

    kind: str

    @property
    def model(self) -> type:
        """Give the class."""
        found = _MODELS.get(self.kind) or getattr(models, f"{self.kind.title()}File", None)
        if not isinstance(found, type):
            raise KeyError(self.kind)
        return found


def kinds_of_files() -> tuple[str, ...]:
    """List the kinds of files a schema is made for."""
    return tuple(dict.fromkeys((*KINDS, *_MODELS)))


def schema_of(kind: str, names: Names | None = None) -> Schema:
    """Make the schema of one kind of file, with names of a workspace as enums if they come."""
    model = _Modelled(kind=kind).model
    shapes = Shapes(names=names or {}, inside=_INSIDE)
    about = (model.__doc__ or "").split("\n", 1)[0]
    return shapes.document(shapes.of(model), title=f"newsmonitor: {kind}", about=about)


def names_of(files: "Files") -> Names:
    """Give the names that a workspace's files define."""
    book = files.rulebook
    receivers = tuple(receiver.id for receiver in files.routes.receivers)
    return {
        "receivers": tuple(sorted(receivers)),
        "rules": tuple(sorted(book.rules)),
        "lists": tuple(sorted(book.lists)),
        "calendars": tuple(
            sorted(PurePosixPath(name).stem for name in files.texts if "/calendars/" in name)
        ),
        "sources": tuple(sorted(files.sources.sources)),
        "tags": files.sources.tags,
    }


def modeline(kind: str, name: str) -> str:
    """Give the line by which an editor finds the schema of a file: `rules/concepts/x.yaml`."""
    above = "../" * (len(PurePosixPath(name).parts) - 2)
    return f"# yaml-language-server: $schema={above}{FOLDER}/{kind}.schema.json"


def written(rules: Path, texts: Mapping[str, str]) -> list[str]:
    """Write schemas into the rules folder, by rename; gives the names of those that changed."""
    folder = rules / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    changed: list[str] = []
    for name, text in texts.items():
        path = folder / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        beside = path.with_name(f".{name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(path)
        changed.append(name)
    return changed


# --- what stands in mappings that the models leave to their readers ----------------------------


def _of_kinds(package: str, common: type, key: str) -> Callable[[Shapes], Schema]:
    """Describe a mapping whose keys depend on its kind: one description a kind."""

    def describe(shapes: Shapes) -> Schema:
        found: list[Schema] = []
        for name in kinds.names(package):
            options = kinds.load(package, name).Options
            own = f"{key}-{name}"
            whole = shapes.joined((common, options), kind={"const": name})
            if common is sourcefile.SourceKeys and not hasattr(kinds.load(package, name), "URL"):
                whole["required"] = [*whole["required"], "url"]
            shapes.defs[own] = whole
            found.append({"$ref": f"#/$defs/{own}"})
        return {"anyOf": found}

    return describe


def _triggers(shapes: Shapes) -> Schema:
    """Describe `trigger:`: one of the conditions that have a threshold."""
    return {
        "type": "object",
        "properties": {name: shapes.joined((options,)) for name, options in _thresholds()},
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _thresholds() -> Iterator[tuple[str, type]]:
    for name in kinds.names(CONDITIONS):
        module = kinds.load(CONDITIONS, name)
        if hasattr(module, "holds"):
            yield name, module.Options


def _expect(shapes: Shapes) -> Schema:
    """Describe what a test expects: what is known, and any capture or fact of the rule."""
    text: Schema = {"type": ["string", "number", "boolean"]}
    more = {"anyOf": [text, {"type": "array", "items": text}]}
    return {**shapes.joined((Expect,)), "additionalProperties": more}


def _plain(model: type) -> Callable[[Shapes], Schema]:
    return lambda shapes: shapes.of(model)


_INSIDE: Mapping[tuple[str, str], Callable[[Shapes], Schema]] = {
    ("RuleFile", "tests"): _plain(models.TestFile),
    ("RuleFile", "trigger"): _triggers,
    ("TestFile", "steps"): _plain(models.Step),
    ("TestFile", "expect"): _expect,
    ("SourcesFile", "sources"): _of_kinds(sourceone.KINDS, sourcefile.SourceKeys, "source"),
    ("SourcesFile", "defaults"): _plain(sourcefile.Shared),
    ("SourcesFile", "outlets"): _plain(sourcefile.OutletKeys),
    ("SourcesFile", "hosts"): _plain(sourcefile.HostKeys),
    ("ReceiversFile", "receivers"): _of_kinds(
        routebook.NOTIFIERS, routebook.ReceiverKeys, "receiver"
    ),
    ("RoutesFile", "routes"): _plain(routebook.RouteKeys),
}
