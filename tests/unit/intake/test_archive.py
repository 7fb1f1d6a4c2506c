"""The archive: what was appended can be read, and what was torn or damaged is passed over."""

import asyncio
import io
import resource
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.archive import Archive, read
from monitor.intake.disk import MB
from monitor.intake.frames import frames
from monitor.intake.lines import Line, from_json, to_json
from monitor.intake.segments import segments
from monitor.model import Article
from monitor.parsing.inflate import inflate
from monitor.reasons import Reason
from tests.fakes.clock import START
from tests.fakes.reading import Ops, entry

DAY = "2026-11-24"


def line(name: str, **more: object) -> Line:
    return Line(article=entry(name, seen=START, **more))


def write(folder: Path, *lots: Sequence[Line], writer: str = "main", now: datetime = START) -> None:
    async def use() -> None:
        for lines in lots:
            await archive.append(lines, now=now)

    archive = Archive(folder, writer=writer)
    asyncio.run(use())
    archive.close()


def keys(folder: Path, day: str = DAY) -> list[str]:
    return [found.article.key for found in read(folder, day)]


def only(folder: Path) -> Path:
    (path,) = segments(folder, DAY)
    return path


def test_an_article_comes_back_as_it_was(tmp_path: Path) -> None:
    whole = entry(
        "a",
        seen=START,
        lead="Çağ 机器之心",
        body="x" * 1000,
        authors=("A", "B"),
        tags=("t",),
        published_from="pubDate",
        text_from="feed",
        lang_sure=0.5,
    )

    write(tmp_path, [Line(article=whole, why=Reason.BASELINE)])

    assert list(read(tmp_path, DAY)) == [Line(article=whole, why=Reason.BASELINE)]


@given(
    title=st.text(st.characters(codec="utf-8")),
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    tags=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
    why=st.sampled_from([None, Reason.BASELINE, Reason.FLOOD_HELD, Reason.STALE]),
)
def test_any_line_survives_its_json(
    title: str, published: datetime | None, tags: tuple[str, ...], why: Reason | None
) -> None:
    article = replace(entry("a"), title=title, published=published, tags=tags)

    raw = to_json(Line(article=article, why=why))

    assert raw.count(b"\n") == 1
    assert from_json(raw) == Line(article=article, why=why)


def test_lines_of_a_newer_format_or_broken_ones_are_passed_over() -> None:
    newer = to_json(line("a")).replace(b'"v":1', b'"v":2')

    assert [from_json(raw) for raw in (newer, b"{", b"[]", b"7", b'{"v":1,"seen":"x"}')] == [
        None
    ] * 5


def test_appending_goes_on_in_the_same_file(tmp_path: Path) -> None:
    write(tmp_path, [line("a")], [line("b"), line("c")])
    write(tmp_path, [line("d")])

    assert keys(tmp_path) == ["a", "b", "c", "d"]


def test_writers_have_files_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, [line("a")], writer="w1")
    write(tmp_path, [line("b")], writer="w2")

    assert [path.name for path in segments(tmp_path, DAY)] == [
        f"{DAY}.w1.jsonl.zst",
        f"{DAY}.w2.jsonl.zst",
    ]
    assert keys(tmp_path) == ["a", "b"]


def test_a_day_is_by_utc_arrival(tmp_path: Path) -> None:
    write(tmp_path, [line("a")], now=datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    write(tmp_path, [line("b")], now=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))

    assert (keys(tmp_path, "2026-11-23"), keys(tmp_path)) == (["a"], ["b"])


def test_one_archive_goes_over_to_the_next_day(tmp_path: Path) -> None:
    async def use() -> None:
        await archive.append([line("a")], now=START)
        await archive.append([line("b")], now=START + timedelta(days=1))

    archive = Archive(tmp_path)
    asyncio.run(use())
    archive.close()

    assert (keys(tmp_path), keys(tmp_path, "2026-11-25")) == (["a"], ["b"])


@pytest.mark.parametrize("cut", [1, 7, 17, 60])
def test_a_torn_last_frame_is_not_read_and_is_cut_by_the_next_writer(
    tmp_path: Path, cut: int
) -> None:
    write(tmp_path, [line("a")], [line("b")])
    whole = only(tmp_path).read_bytes()
    only(tmp_path).write_bytes(whole[:-cut])
    assert keys(tmp_path) == ["a"]

    write(tmp_path, [line("c")])

    assert keys(tmp_path) == ["a", "c"]


def test_a_damaged_frame_costs_its_own_lines_only(tmp_path: Path) -> None:
    write(tmp_path, [line("a")], [line("b")], [line("c")])
    ends = [end for end, _ in frames(io.BytesIO(only(tmp_path).read_bytes()))]
    raw = bytearray(only(tmp_path).read_bytes())
    raw[ends[0] + 30] ^= 0xFF
    only(tmp_path).write_bytes(bytes(raw))

    assert keys(tmp_path) == ["a", "c"]


def test_bytes_that_are_no_archive_are_no_lines(tmp_path: Path) -> None:
    (tmp_path / f"{DAY}.main.jsonl.zst").write_bytes(b"not zstd at all, but long enough")

    assert keys(tmp_path) == []


def test_any_zstd_reader_can_read_a_file(tmp_path: Path) -> None:
    write(tmp_path, [line("a")], [line("b")])

    plain = inflate(only(tmp_path).read_bytes(), "zstd", cap=1 << 20)

    assert [found.article.key for raw in plain.splitlines() if (found := from_json(raw))] == [
        "a",
        "b",
    ]


def test_many_lines_make_several_frames(tmp_path: Path) -> None:
    write(tmp_path, [line(f"n{n}", body=f"{n}" * 20_000) for n in range(40)])

    sizes = [len(lines) for _, lines in frames(io.BytesIO(only(tmp_path).read_bytes()))]
    assert len(sizes) > 1
    assert max(sizes) < 400_000
    assert len(keys(tmp_path)) == 40


def test_appends_at_the_same_time_all_reach_the_disk(tmp_path: Path) -> None:
    async def use() -> None:
        await asyncio.gather(*(archive.append([line(f"n{n}")], now=START) for n in range(50)))

    archive = Archive(tmp_path)
    asyncio.run(use())

    assert sorted(keys(tmp_path)) == sorted(f"n{n}" for n in range(50))
    archive.close()


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file stands here")
    ops = Ops()

    async def use() -> list[int]:
        return [await archive.append([line("a"), line("b")], now=START) for _ in range(3)]

    archive = Archive(tmp_path / "archive", tell=ops)
    left_out = asyncio.run(use())
    archive.close()

    assert left_out == [2, 2, 2]
    assert len(ops.told) == 1
    assert ops.texts[0].startswith("archive stopped: ")


def test_archiving_stops_below_the_spare_room_and_goes_on_by_itself(tmp_path: Path) -> None:
    ops, free = Ops(), iter([600 * MB, 499 * MB, 520 * MB, 551 * MB, 501 * MB])

    async def use() -> list[int]:
        return [
            await archive.append([line(f"n{n}")], now=START + timedelta(hours=n)) for n in range(5)
        ]

    archive = Archive(tmp_path, spare=500 * MB, free=lambda _: next(free), tell=ops)
    left_out = asyncio.run(use())
    archive.close()

    assert left_out == [0, 1, 1, 0, 0]
    assert keys(tmp_path) == ["n0", "n3", "n4"]
    assert ops.texts == [
        "archive stopped: 499 MB free, archive.spare_mb is 500; alerts go on, make room",
        "archive goes on after 2.0 h; 2 articles are not in it",
    ]


def test_nothing_is_written_for_no_lines(tmp_path: Path) -> None:
    write(tmp_path / "archive", [])

    assert not (tmp_path / "archive").exists()


def test_the_journal_gives_a_source_s_lines_since_its_last_settlement(tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    lines = [
        Line(article=entry("old", seen=START - hour)),
        Line(article=entry("new", seen=START)),
        Line(article=entry("new", version="v2", seen=START + hour)),
        Line(article=entry("other", seen=START, source="elsewhere")),
    ]

    async def use() -> tuple[Article, ...]:
        await archive.append(lines[:1], now=START - timedelta(days=1))
        await archive.append(lines[1:], now=START)
        return await archive.since("gazette", START, now=START + hour)

    archive = Archive(tmp_path)
    found = asyncio.run(use())
    archive.close()

    assert [(a.key, a.version) for a in found] == [("new", "v2")]


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    write(tmp_path / "archive", [line("a")])

    (path,) = segments(tmp_path / "archive", DAY)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "archive").stat().st_mode & 0o777 == 0o700


def test_a_write_that_fails_in_the_middle_leaves_the_file_whole(tmp_path: Path) -> None:
    big = line("big", body="".join(chr(0x4E00 + n % 20_000) for n in range(50_000)))

    async def use() -> None:
        await archive.append([line("a")], now=START)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (only(tmp_path).stat().st_size + 64, before[1]))
        try:
            assert await archive.append([big], now=START) == 1
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await archive.append([line("b")], now=START)

    archive = Archive(tmp_path)
    asyncio.run(use())
    archive.close()

    assert keys(tmp_path) == ["a", "b"]


def test_an_append_that_is_cancelled_harms_no_other(tmp_path: Path) -> None:
    async def use() -> None:
        gone = asyncio.ensure_future(archive.append([line("a")], now=START))
        kept = asyncio.ensure_future(archive.append([line("b")], now=START))
        await asyncio.sleep(0)
        gone.cancel()
        await kept

    archive = Archive(tmp_path)
    asyncio.run(use())
    archive.close()

    assert "b" in keys(tmp_path)
