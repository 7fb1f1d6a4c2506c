"""Codes explained: what each fault means, with a wrong and a right example.

One file a code in `codes/`; `monitor explain`, the help of SARIF and docs/codes.md read them,
and the tests run every example.
"""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Annotated

from monitor.kinds import Says
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Table
from monitor.rulebook.schema import read
from monitor.rulebook.yamlfile import parse

_HEAD = """\
What `monitor check` and `monitor test` tell, by code: E is an error, W a warning, which fails
only under `--strict`. `monitor explain CODE` prints one of these, `monitor explain --markdown`
this page."""
Example = Annotated[Mapping[str, str], Says(doc="text by file")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One code: a title, what it means and what to do, and files with and without the fault."""

    code: str
    title: str
    means: str
    wrong: Example = field(default_factory=dict)
    right: Example = field(default_factory=dict)
    articles: Annotated[tuple[str, ...], Says(doc="titles in the archive, day by day")] = ()

    def plain(self) -> str:
        """Write it for a terminal: the meaning, then both examples."""
        return "\n".join(self._lines("", "    "))

    def markdown(self) -> str:
        """Write it for a page, examples as code blocks."""
        return "\n".join(self._lines("```yaml", ""))

    def _lines(self, fence: str, indent: str) -> Iterator[str]:
        yield from textwrap.wrap(self.means, 96)
        for word, example in (("Wrong", self.wrong), ("Right", self.right)):
            for name, text in example.items():
                yield ""
                yield f"{word}, `{name}`:" if fence else f"{word}, {name}:"
                yield ""
                yield from [fence] if fence else []
                yield from (f"{indent}{line}".rstrip() for line in text.splitlines())
                yield from ["```"] if fence else []


@cache
def explained() -> Mapping[str, Explanation]:
    """Give every code with its explanation, by code."""
    found: dict[str, Explanation] = {}
    folder = files("monitor.rulebook") / "codes"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):  # pragma: no branch - what else lies there is not ours
            one = _read(path.name, path.read_bytes())
            found[one.code] = one
    return found


def page() -> str:
    """Write docs/codes.md: every code, its meaning and both examples."""
    parts = ["# Codes", _HEAD]
    for one in explained().values():
        parts += [f"## {one.code} {one.title}", one.markdown()]
    return "\n\n".join(parts) + "\n"


def _read(name: str, data: bytes) -> Explanation:
    """Read one file; raises ValueError with the fault, which a test would have found."""
    faults = Faults()
    node = parse(data, name, faults=faults)
    found = read(Explanation, node, faults=faults) if isinstance(node, Table) else None
    if found is None or f"{found.code}.yaml" != name:
        raise ValueError(f"{name}: {'; '.join(map(str, faults)) or 'not the code of its file'}")
    return found
