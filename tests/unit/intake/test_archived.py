"""The archive read back: what was written, once each, in order, whatever was cut off."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.archive import Archive
from monitor.intake.archived import Range, days, find, stream
from monitor.intake.frames import frames
from monitor.intake.lines import Line
from monitor.reasons import Reason
from tests.fakes.clock import START
from tests.fakes.reading import entry

HOUR = timedelta(hours=1)


def line(name: str, at: datetime = START, **more: object) -> Line:
    return Line(article=entry(name, seen=at, **more))


def write(folder: Path, *lines: Line, writer: str = "main") -> None:
    """Append each line as a frame of its own, on the day it came in."""

    async def use() -> None:
        for one in lines:
            await archive.append([one], now=one.article.seen or START)

    archive = Archive(folder, writer=writer)
    asyncio.run(use())
    archive.close()


def keys(folders: Sequence[Path], wanted: Range | None = None) -> list[str]:
    return [found.article.key for found in stream(folders, wanted)]


def test_lines_come_back_as_they_were_written(tmp_path: Path) -> None:
    lines = [line("a"), Line(article=entry("b", seen=START), why=Reason.BASELINE)]

    write(tmp_path, *lines)

    assert list(stream([tmp_path])) == lines


def test_several_writers_and_folders_are_merged_by_time(tmp_path: Path) -> None:
    write(tmp_path / "one", line("a"), line("d", START + 3 * HOUR))
    write(tmp_path / "one", line("b", START + HOUR), writer="other")
    write(tmp_path / "two", line("c", START + 2 * HOUR), line("e", START + 4 * HOUR))

    assert keys([tmp_path / "one", tmp_path / "two"]) == ["a", "b", "c", "d", "e"]


def test_a_range_of_time_leaves_out_what_is_outside(tmp_path: Path) -> None:
    write(tmp_path, *(line(str(n), START + n * 12 * HOUR) for n in range(6)))

    wanted = Range(since=START + 12 * HOUR, until=START + 48 * HOUR)

    assert keys([tmp_path], wanted) == ["1", "2", "3"]


def test_a_line_without_a_time_is_of_any_range(tmp_path: Path) -> None:
    write(tmp_path, Line(article=replace(entry("a"), seen=None)))
    assert keys([tmp_path], Range(since=START - HOUR)) == ["a"]


def test_a_source_and_languages_can_be_picked(tmp_path: Path) -> None:
    write(tmp_path, line("a"), line("b", source="herald"), line("c", source="herald", lang="it"))

    assert keys([tmp_path], Range(source="herald")) == ["b", "c"]
    assert keys([tmp_path], Range(langs=("it", "de"))) == ["c"]


def test_of_an_article_completed_later_only_the_whole_is_given(tmp_path: Path) -> None:
    late = START.replace(hour=23, minute=59)
    bare = entry("a", seen=late)
    whole = replace(bare, version="a-2", body="Its text.", text_from="page")

    async def use() -> None:
        await archive.append([Line(article=bare)], now=late)
        await archive.append([Line(article=whole)], now=late + HOUR)  # the day after

    archive = Archive(tmp_path)
    asyncio.run(use())
    archive.close()

    assert [found.article.body for found in stream([tmp_path])] == ["Its text."]


def test_another_version_shown_is_another_article_to_play(tmp_path: Path) -> None:
    write(tmp_path, line("a"), line("a", version="a-2"))
    assert keys([tmp_path]) == ["a", "a"]


def test_files_of_somebody_else_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, line("a"))
    (tmp_path / "notes.jsonl.zst").write_bytes(b"not ours")

    assert keys([tmp_path]) == ["a"]
    assert days([tmp_path]) == (START.date(),)


def test_no_folder_is_an_empty_archive(tmp_path: Path) -> None:
    assert keys([tmp_path / "none"]) == []
    assert days([tmp_path / "none"]) == ()


def test_days_are_listed_over_all_folders(tmp_path: Path) -> None:
    write(tmp_path / "one", line("b", START + 24 * HOUR))
    write(tmp_path / "two", line("a"))

    assert days([tmp_path / "one", tmp_path / "two"]) == (
        date(2026, 11, 24),
        date(2026, 11, 25),
    )


def test_an_article_is_found_by_its_id_as_it_was_last(tmp_path: Path) -> None:
    write(tmp_path, line("a"), line("b"), line("a", body="Corrected", version="a-2"))

    found = find([tmp_path], "id-a")

    assert found is not None
    assert found.body == "Corrected"
    assert find([tmp_path], "id-c") is None


@given(names=st.lists(st.text("abc", min_size=1), min_size=1, max_size=6), cut=st.floats(0, 1))
def test_a_torn_end_loses_nothing_before_it(names: list[str], cut: float) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), *(line(name) for name in names))
        written = list(stream([Path(folder)]))
        (path,) = Path(folder).iterdir()
        with path.open("rb") as file:
            ends = [end for end, _ in frames(file)]
        left = int(ends[-1] * cut)
        path.write_bytes(path.read_bytes()[:left])

        assert list(stream([Path(folder)])) == written[: sum(end <= left for end in ends)]
