"""`monitor add`: from the address of a site to a source that works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import RuleError

if TYPE_CHECKING:
    from monitor.intake.candidates import Candidate
    from monitor.intake.discover import Discovery
    from monitor.intake.sourcebook import Sourcebook
    from monitor.model import Source
    from monitor.workspace import Workspace

Tier = Literal["primary", "regulator", "wire", "outlet", "aggregator"]
Kind = Literal["feed", "sitemap", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What a person asked for."""

    url: str
    kind: str
    wishes: Mapping[str, Any]
    allow_private: tuple[str, ...]
    yes: bool
    dry_run: bool
    json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """The workspace's sources as they are before."""

    space: "Workspace"
    texts: Mapping[str, bytes]
    book: "Sourcebook"

    @property
    def file(self) -> str:
        """The file that is written, as faults name it."""
        from monitor.intake.adding import FILE

        return f"{self.space.rules.name}/{FILE}"


def add(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Address of a site, its news page or its feed.")
    ],
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take the first without asking.")
    ] = False,
    kind: Annotated[Kind | None, typer.Option(help="Only places of this kind.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Tag of the source.")] = None,
    tier: Annotated[Tier | None, typer.Option(help="What kind of voice it is.")] = None,
    every: Annotated[str, typer.Option(help="Interval: 15m, 1h; else as it publishes.")] = "",
    replay: Annotated[
        str, typer.Option(help="Tell what it published that long ago: 24h; else nothing.")
    ] = "",
    allow_private: Annotated[
        list[str] | None, typer.Option(help="Inside addresses it may be at: 10.0.0.0/8.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Find where a site's news can be read, show what was found, and write a source.

    At most 16 requests are made. What stands there now is stored at the first poll and told to
    nobody, unless --replay says so. A running daemon takes the source up by itself.
    Exit status 0: written, there already, or (--dry-run) found; 1: not; 2: wrong usage.
    """
    from monitor.cli._addresses import address, cidrs, seconds
    from monitor.cli._searching import searched
    from monitor.intake.adding import already, opened

    wanted = _Wanted(
        url=address(url),
        kind=kind or "",
        wishes=_wishes(tag, tier, seconds(every, "--every"), replay, cidrs(allow_private)),
        allow_private=cidrs(allow_private),
        yes=yes,
        dry_run=dry_run,
        json=json,
    )
    desk = _desk(directory)
    there = already(wanted.url, desk.book.sources.values())
    if there is not None:
        _known(there, wanted)
        return
    inside = (*wanted.allow_private, *opened(desk.texts.get(desk.file), desk.file))
    found = searched(desk.space, desk.book, wanted.url, allow_private=inside)
    _found(desk, wanted, found)


def _wishes(
    tags: list[str] | None,
    tier: str | None,
    every_s: float | None,
    replay: str,
    private: tuple[str, ...],
) -> dict[str, Any]:
    from monitor.cli._addresses import seconds

    seconds(replay, "--replay")
    said = {
        "tags": tuple(tags or ()),
        "tier": tier or "",
        "every_s": every_s,
        "first_run": {"replay": replay} if replay else None,
        "allow_private": list(private),
    }
    return {name: value for name, value in said.items() if value}


def _desk(directory: Path) -> _Desk:
    """Read the sources; the rules are not needed yet."""
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.folder import contents
    from monitor.workspace import find

    space = find(directory)
    faults = Faults()
    texts = contents(space.rules, faults=faults)
    _, book = space.elsewhere(texts, faults)
    return _Desk(space=space, texts=texts, book=book)


# --- what was found, and which of it ---------------------------------------------------------


def _found(desk: _Desk, wanted: _Wanted, discovery: "Discovery") -> None:
    """Show what was found, choose, and write."""
    from monitor.cli._candidates import as_json, nothing, table, trouble
    from monitor.intake.candidates import chosen

    now = desk.space.clock.now()
    order = chosen(discovery.found, now=now)
    order = tuple(c for c in order if wanted.kind in ("", c.kind))
    report = {"url": discovery.url, "requests": discovery.requests}
    report |= {"candidates": [as_json(one) for one in order]}
    if not order or order[0].is_refused:
        line = nothing(discovery, order, wanted.kind)
        if wanted.json:
            _output.as_json({**report, "wrote": None, "error": line})
        else:
            _output.note(line)
        raise typer.Exit(1)
    if discovery.problem is not None:
        _output.note(trouble(discovery.url, discovery.problem))
    if not wanted.json:
        for row in table(order, discovery.url, now=now):
            print(row)
    one = order[0] if wanted.yes or wanted.dry_run else _asked(order, wanted)
    is_meant = one is not None and not wanted.dry_run
    _write(_desk(desk.space.folder), wanted, one or order[0], report, is_meant=is_meant)


def _asked(order: "Sequence[Candidate]", wanted: _Wanted) -> "Candidate | None":
    """Ask which place is meant; None when there is nobody to answer."""
    while not wanted.json:
        try:
            said = typer.prompt(
                "use 1? [Y/n/number]", default="y", show_default=False, prompt_suffix=" "
            )
        except typer.Abort:
            print()
            return None
        word = said.strip().lower()
        if word in ("n", "no"):
            _output.note("nothing was written")
            raise typer.Exit(1)
        number = "1" if word in ("y", "yes", "") else word
        if number.isdecimal() and 1 <= int(number) <= len(order):
            one = order[int(number) - 1]
            if not one.is_refused:
                return one
            _output.note(f"robots.txt refuses {number}: nothing would ever come")
        else:
            _output.note(f'"{said}" is none of them: y, n, or 1 to {len(order)}')
    return None


def _known(source: "Source", wanted: _Wanted) -> None:
    """Say where a source stands already."""
    off = "" if source.enabled else ", switched off there: enabled: false"
    if wanted.json:
        _output.as_json({"url": wanted.url, "known": source.id, "place": str(source.place)})
    else:
        print(f'{source.url} is source "{source.id}" already, at {source.place}{off}')


# --- writing ---------------------------------------------------------------------------------


def _write(
    desk: _Desk, wanted: _Wanted, one: "Candidate", report: dict[str, Any], *, is_meant: bool
) -> None:
    """Write the source, or only say what would be written.

    The files were read again just now: somebody may have edited them during the search.
    """
    from monitor.cli._files import write
    from monitor.intake.adding import already, draft_of, with_source
    from monitor.intake.draft import entry, unique

    there = already(one.url, desk.book.sources.values())
    if there is not None:
        _known(there, wanted)
        return
    outlets = {o.id: (o.name, *o.aliases) for o in desk.book.outlets.values()}
    sources = tuple(desk.book.sources.values())
    draft = draft_of(one, outlets=outlets, wishes=wanted.wishes, sources=sources)
    (id_,) = unique([draft], desk.book.sources)
    text = with_source(desk.texts.get(desk.file), desk.file, draft, id_)
    source = _checked(desk, text, id_)
    if not is_meant:
        _would(desk, wanted, {**report, "would_write": entry(draft, id_)})
        return
    write(desk.space.rules.parent / desk.file, text)
    _tell(desk, wanted, one, source, report)


def _would(desk: _Desk, wanted: _Wanted, report: dict[str, Any]) -> None:
    """Say what would be written; it is a failure where somebody should have answered."""
    if wanted.json:
        _output.as_json({**report, "wrote": None, "error": None})
    else:
        print(f"would write {desk.file}: {report['would_write']}")
    if not wanted.dry_run:
        _output.note("nothing was written: nobody answered; --yes takes the first")
        raise typer.Exit(1)


def _checked(desk: _Desk, text: bytes, id_: str) -> "Source":
    """Read the file as it will be; raises RuleError when it would not hold."""
    from monitor.rulebook.diagnostic import Faults

    faults = Faults()
    _, book = desk.space.elsewhere({**desk.texts, desk.file: text}, faults)
    for fault in faults.sorted():
        if fault.file == desk.file and fault.severity == "error":
            raise RuleError(f"{fault} (nothing was written)")
    return book.sources[id_]


def _tell(
    desk: _Desk, wanted: _Wanted, one: "Candidate", source: "Source", report: dict[str, Any]
) -> None:
    """Say what was written, and what of that which stands there would have alerted."""
    from monitor.intake.adding import stored
    from monitor.recalling import files_to_match

    articles = stored(source, one.articles, now=desk.space.clock.now())
    engine = files_to_match(desk.space).rulebook.engine
    held = [a for a in articles if any(m.reason is None for m in engine.match(a))]
    young = [a for a in held if _is_replayed(a.published, source, desk)]
    if wanted.json:
        wrote = {"file": desk.file, "line": source.place.line, "id": source.id}
        counts = {"stored": len(articles), "would_alert": len(held), "replayed": len(young)}
        _output.as_json({**report, "wrote": {**wrote, **counts}, "error": None})
        return
    said = f"{len(articles)} stored, {len(held)} would have alerted"
    if source.first_run == "replay":
        since = wanted.wishes["first_run"]["replay"]
        said = f"{len(articles)} found, {len(young)} of the last {since} will alert"
    print(f"wrote {desk.file}:{source.place.line} {source.id}: {said}")


def _is_replayed(at: Any, source: "Source", desk: _Desk) -> bool:
    if source.first_run != "replay":
        return False
    return at is None or (desk.space.clock.now() - at).total_seconds() <= source.replay_s
