"""Days that are over become one file with an index; a kill loses and doubles nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.archive import Archive, read
from monitor.intake.archived import Range, find, stream
from monitor.intake.care import Care
from monitor.intake.compaction import Keep, care, merge, prune
from monitor.intake.disk import MB
from monitor.intake.lines import Line
from monitor.intake.segments import entries, header, index_file, merged_file, parts, segments
from monitor.reasons import Reason
from tests.fakes.clock import START, FakeClock
from tests.fakes.reading import entry

DAY, NEXT = "2026-11-24", date(2026, 11, 25)
MINUTE = timedelta(minutes=1)
KEEP = Keep(days=365, most=20_000 * MB)
POINTS = ("written", "indexed", "merged")


class Killed(BaseException):
    """Ends a merge as SIGKILL would."""


def kill_at(name: str) -> Callable[[str], None]:
    def point(passed: str) -> None:
        if passed == f"archive.{name}":
            raise Killed(passed)

    return point


def line(name: str, minutes: int = 0, **more: object) -> Line:
    return Line(article=entry(name, seen=START + minutes * MINUTE, **more))


def write(folder: Path, *lines: Line, writer: str = "main") -> None:
    """Append each line as a frame of its own, on the day it came in."""

    async def use() -> None:
        for one in lines:
            await archive.append([one], now=one.article.seen or START)

    archive = Archive(folder, writer=writer)
    asyncio.run(use())
    archive.close()


def keys(folder: Path, wanted: Range | None = None) -> list[str]:
    return [found.article.key for found in stream([folder], wanted)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_day_of_several_writers_becomes_one_file_in_order(tmp_path: Path) -> None:
    write(tmp_path, line("a"), line("c", 2))
    write(tmp_path, line("b", 1), writer="other")

    assert merge(tmp_path, DAY)

    assert names(tmp_path) == [f"{DAY}.idx", f"{DAY}.jsonl.zst"]
    assert keys(tmp_path) == ["a", "b", "c"]
    assert merged_file(tmp_path, DAY).stat().st_mode & 0o777 == 0o600


def test_the_last_line_of_each_version_stays_and_every_source_keeps_its_own(
    tmp_path: Path,
) -> None:
    held = replace(line("a"), why=Reason.FLOOD_HELD)
    write(tmp_path, held, line("a", 1), line("a", 2, version="v2"), line("a", 3, source="herald"))

    merge(tmp_path, DAY)

    found = [(one.article.version, one.article.source, one.why) for one in read(tmp_path, DAY)]
    assert found == [("a-1", "gazette", None), ("v2", "gazette", None), ("a-1", "herald", None)]


def test_the_index_says_what_each_frame_holds(tmp_path: Path) -> None:
    big = "".join(chr(0x4E00 + n % 20_000) for n in range(50_000))
    write(tmp_path, *(line(f"n{n}", n, body=big, source=f"s{n // 2}") for n in range(4)))

    merge(tmp_path, DAY)

    first, second = entries(index_file(tmp_path, DAY))
    assert (first.sources, second.sources) == ({"s0": 2}, {"s1": 2})
    assert (first.first, second.last) == (
        START.isoformat(),
        (START + 3 * MINUTE).isoformat(),
    )
    assert first.has_id("id-n0")
    assert not second.has_id("id-n0")


def test_ranges_sources_and_ids_are_read_by_the_index(tmp_path: Path) -> None:
    big = "x" * 100_000
    lots = [line(f"n{n}", n, body=big, source=f"s{n}", lang="it" if n else "de") for n in range(9)]
    write(tmp_path, *lots)
    merge(tmp_path, DAY)

    wanted = Range(since=START + 3 * MINUTE, until=START + 5 * MINUTE)

    assert keys(tmp_path, wanted) == ["n3", "n4"]
    assert keys(tmp_path, Range(source="s7")) == ["n7"]
    assert keys(tmp_path, Range(langs=("de",))) == ["n0"]
    article = find([tmp_path], "id-n8")
    assert article == lots[8].article
    assert find([tmp_path], "id-none") is None


def test_frames_that_hold_nothing_wanted_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, *(line(f"n{n}", n, body="x" * 200_000, source=f"s{n}") for n in range(6)))
    merge(tmp_path, DAY)
    (part,) = parts(tmp_path, DAY)

    inside = list(part.lines(lambda one: "s5" in one.sources))

    assert len(inside) < 3


def test_a_text_that_came_later_replaces_its_bare_line_after_merging_too(tmp_path: Path) -> None:
    bare = entry("a", seen=START)
    whole = replace(bare, version="a-2", body="Its text.", text_from="page")
    write(tmp_path, Line(article=bare), Line(article=whole))

    merge(tmp_path, DAY)

    assert [found.article.body for found in stream([tmp_path])] == ["Its text."]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("is_again", [False, True])
def test_a_kill_anywhere_loses_nothing_and_doubles_nothing(
    point: str, is_again: bool, tmp_path: Path
) -> None:
    if is_again:
        write(tmp_path, line("a"), line("b", 1), line("c", 2))
        merge(tmp_path, DAY)
        write(tmp_path, line("d", 3))
    else:
        write(tmp_path, *(line(name, n) for n, name in enumerate("abcd")))
    with pytest.raises(Killed):
        merge(tmp_path, DAY, point=kill_at(point))

    assert keys(tmp_path) == ["a", "b", "c", "d"]
    merge(tmp_path, DAY)
    assert keys(tmp_path) == ["a", "b", "c", "d"]
    assert names(tmp_path) == [f"{DAY}.idx", f"{DAY}.jsonl.zst"]


def test_what_is_written_after_a_killed_merge_is_read_too(tmp_path: Path) -> None:
    write(tmp_path, line("a"))
    with pytest.raises(Killed):
        merge(tmp_path, DAY, point=kill_at("merged"))

    write(tmp_path, line("b", 1))

    assert keys(tmp_path) == ["a", "b"]
    assert merge(tmp_path, DAY)
    assert keys(tmp_path) == ["a", "b"]


def test_a_later_file_of_a_merged_writer_is_read_from_its_beginning(tmp_path: Path) -> None:
    write(tmp_path, line("a"))
    merge(tmp_path, DAY)

    write(tmp_path, line("b", 1))

    assert keys(tmp_path) == ["a", "b"]


def test_an_index_of_another_file_is_not_believed_and_made_anew(tmp_path: Path) -> None:
    write(tmp_path, line("a"), line("b", 1))
    merge(tmp_path, DAY)
    index = index_file(tmp_path, DAY)
    index.write_bytes(index.read_bytes().replace(b'"mark":"', b'"mark":"1'))

    assert header(merged_file(tmp_path, DAY), index) is None
    assert keys(tmp_path) == ["a", "b"]
    assert merge(tmp_path, DAY)
    assert header(merged_file(tmp_path, DAY), index) is not None
    assert not merge(tmp_path, DAY)


def test_a_file_that_is_being_written_is_not_merged(tmp_path: Path) -> None:
    async def use() -> tuple[bool, bool]:
        await archive.append([line("a")], now=START)
        busy = merge(tmp_path, DAY)
        await archive.rest(now=START + timedelta(days=1))
        return busy, merge(tmp_path, DAY)

    archive = Archive(tmp_path)
    done = asyncio.run(use())
    archive.close()

    assert done == (False, True)


def test_a_writer_whose_file_was_merged_begins_another(tmp_path: Path) -> None:
    write(tmp_path, line("a"))

    async def use() -> None:
        await archive.append([line("b", 1)], now=START)
        for path in segments(tmp_path, DAY):
            path.unlink()
        await archive.append([line("c", 2)], now=START)

    archive = Archive(tmp_path)
    asyncio.run(use())
    archive.close()

    assert keys(tmp_path) == ["c"]


def test_care_leaves_today_alone_and_merges_what_is_over(tmp_path: Path) -> None:
    write(tmp_path, line("a"), line("b", 24 * 60))

    done = care(tmp_path, today=NEXT, keep=KEEP)

    assert done.merged == (DAY,)
    assert done.size == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert [path.name for path in segments(tmp_path, NEXT.isoformat())]


def test_care_of_no_archive_does_nothing(tmp_path: Path) -> None:
    assert care(tmp_path / "none", today=NEXT, keep=KEEP).size == 0


def test_a_merge_takes_no_room_that_is_to_be_left(tmp_path: Path) -> None:
    write(tmp_path, line("a"))
    keep = replace(KEEP, spare=500 * MB)

    done = care(tmp_path, today=NEXT, keep=keep, free=lambda _: 500 * MB)

    assert done.problem == f"{DAY}: not merged, too little room"
    assert keys(tmp_path) == ["a"]


def test_days_over_the_number_kept_go_and_their_index_first(tmp_path: Path) -> None:
    write(tmp_path, *(line(f"n{n}", n * 24 * 60) for n in range(5)))
    today = NEXT + timedelta(days=3)
    care(tmp_path, today=today, keep=KEEP)

    with pytest.raises(Killed):
        prune(tmp_path, today=today, keep=replace(KEEP, days=2), point=kill_at("pruned"))
    assert keys(tmp_path) == ["n0", "n1", "n2", "n3", "n4"]

    assert prune(tmp_path, today=today, keep=replace(KEEP, days=2)) == (DAY, "2026-11-25")
    assert keys(tmp_path) == ["n2", "n3", "n4"]


def test_the_oldest_go_while_all_is_too_large_but_today_stays(tmp_path: Path) -> None:
    write(tmp_path, *(line(f"n{n}", n * 24 * 60) for n in range(4)))
    size = max(path.stat().st_size for path in tmp_path.iterdir())
    today = NEXT + timedelta(days=2)

    prune(tmp_path, today=today, keep=replace(KEEP, most=2 * size + size // 2))
    assert keys(tmp_path) == ["n2", "n3"]

    prune(tmp_path, today=today, keep=replace(KEEP, most=1))
    assert keys(tmp_path) == ["n3"]


def test_the_daemon_has_it_done_by_a_process(tmp_path: Path) -> None:
    clock = FakeClock()

    async def use() -> Sequence[str]:
        await archive.append([line("a")], now=clock.now())
        early = await given()
        clock.advance(24 * 3600)
        late = await given()
        return (*early.merged, "-", *late.merged, late.problem)

    archive = Archive(tmp_path)
    given = Care(folder=tmp_path, keep=KEEP, archive=archive, clock=clock)
    done = asyncio.run(use())
    archive.close()

    assert done == ("-", DAY, "")


@given(
    lots=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.sampled_from("st")), max_size=12
    ),
    killed=st.sampled_from([*POINTS, ""]),
)
def test_a_merged_day_reads_as_before_but_for_repeats(
    lots: list[tuple[str, str, str]], killed: str
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        lines = [
            line(key, n, version=key + version, source=source)
            for n, (key, version, source) in enumerate(lots)
        ]
        write(folder, *lines[::2])
        write(folder, *lines[1::2], writer="other")
        last = {(x.article.source, x.article.id, x.article.version): x for x in lines}
        wanted = sorted(last.values(), key=lambda one: str(one.article.seen))

        if killed and lots:
            with pytest.raises(Killed):
                merge(folder, DAY, point=kill_at(killed))
        merge(folder, DAY)

        assert list(stream([folder])) == wanted
