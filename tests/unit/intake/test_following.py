"""What one poll asks for after its first document, and what it leaves for the next."""

import pytest

from monitor.intake.following import MOST, Queue
from monitor.intake.remembered import MOST as MOST_BYTES
from monitor.intake.remembered import TRIES, Waiting, packed, unpacked
from monitor.model import Request

FIRST = Request(url="https://gazette.example/index")


def page(n: int | str) -> Request:
    return Request(url=f"https://gazette.example/{n}")


def taken(queue: Queue) -> list[str]:
    found = []
    while (one := queue.next()) is not None:
        found.append(one.request.url.rpartition("/")[2])
    return found


def test_each_address_is_asked_once_in_the_order_of_its_naming() -> None:
    queue = Queue(FIRST, [page(1)], [Waiting(request=page(2))])
    queue.add([page(2), FIRST, page(3), page(1)])
    assert taken(queue) == ["2", "1", "3"]


def test_what_is_planned_at_each_poll_does_not_wait_for_the_next() -> None:
    queue = Queue(FIRST, [page(1), page(2)], [Waiting(request=page(3))])
    queue.add([page(4)])
    assert taken(queue) == ["3", "1", "2", "4"]
    fresh = Queue(FIRST, [page(1), page(2)], [Waiting(request=page(3))])
    fresh.add([page(4)])
    assert [one.request for one in fresh.rest()] == [page(3), page(4)]


def test_two_posts_to_one_address_are_two_requests() -> None:
    queue = Queue(FIRST)
    queue.add([Request(url=FIRST.url, method="POST", body=b"1"), FIRST])
    assert len(taken(queue)) == 1


def test_a_poll_asks_fifty_and_leaves_the_rest() -> None:
    queue = Queue(FIRST)
    queue.add(page(n) for n in range(60))
    assert len(taken(queue)) == MOST
    assert [one.request.url[-2:] for one in queue.rest()] == [f"{n}" for n in range(50, 60)]


def test_what_failed_is_asked_first_next_time_and_given_up_in_the_end() -> None:
    queue = Queue(FIRST, [], [Waiting(request=page(1)), Waiting(request=page(2), tries=TRIES - 1)])
    first, second = queue.next(), queue.next()
    assert first is not None
    assert second is not None
    queue.again(first)
    queue.again(second)
    assert queue.rest() == (Waiting(request=page(1), tries=1),)


def test_without_requests_that_wait_the_memory_is_the_kind_s_own() -> None:
    assert packed("cursor", []) == "cursor"
    assert unpacked("cursor") == ("cursor", ())


def test_what_waits_comes_back_as_it_was() -> None:
    asked = Request(
        url="https://gazette.example/ü", role="child", headers={"If-None-Match": 'W/"1"'}
    )
    post = Request(url="https://gazette.example/q", method="POST", body=b'{"n": 1}')
    waiting = (Waiting(request=asked), Waiting(request=post, tries=2))
    assert unpacked(packed("cursor", waiting)) == ("cursor", waiting)


def test_what_does_not_fit_is_left_out_from_the_end() -> None:
    waiting = [Waiting(request=page("x" * 400 + str(n))) for n in range(60)]
    text = packed("m" * 8_000, waiting)
    memory, kept = unpacked(text)
    assert len(text.encode()) <= MOST_BYTES
    assert memory == "m" * 8_000
    assert 10 < len(kept) < 20
    assert kept == tuple(waiting[: len(kept)])


def test_a_memory_over_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 16000"):
        packed("é" * 8_001, [])


@pytest.mark.parametrize("rows", ["{", "[1]", '[{"r": "x"}]', '[{"u": "x", "n": "y"}]', "null"])
def test_what_cannot_be_read_any_more_is_forgotten(rows: str) -> None:
    assert unpacked(f"\x1e{rows}\x1ecursor") == ("cursor", ())
