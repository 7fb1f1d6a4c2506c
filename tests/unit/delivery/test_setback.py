"""Waits, leases, gates and notices: the small parts of the line."""

from random import Random

import pytest

from monitor.delivery.gates import Closed, Open, closed, gate
from monitor.delivery.lease import Lease
from monitor.delivery.ops import Notices
from monitor.delivery.setback import Pace
from monitor.outgoing import Abilities, Alert, Delivery
from monitor.reasons import Reason
from tests.fakes.clock import FakeClock
from tests.fakes.delivering import Desk, fact

ROW = Delivery(id="s1.1@exec", story="s1", receiver="exec", kind="card", n=1, attempts=2)


@pytest.mark.parametrize(
    ("attempt", "low", "high"), [(1, 1, 2), (2, 2, 4), (5, 16, 32), (9, 150, 300), (900, 150, 300)]
)
def test_waits_double_up_to_the_most(attempt: int, low: int, high: int) -> None:
    waits = [Pace().wait_ms(attempt, Random(seed)) for seed in range(50)]
    assert low * 1000 <= min(waits)
    assert max(waits) <= high * 1000
    assert len(set(waits)) > 10


def test_reads_are_counted_from_the_failure() -> None:
    pace = Pace(reads_s=(2, 6, 15))
    assert [pace.next_read_ms(n) for n in range(4)] == [2000, 4000, 9000, None]


def lease(clock: FakeClock, **more: object) -> Lease:
    return Lease(length_s=60, since=0.0, elapsed=clock.monotonic, **more)  # type: ignore[arg-type]


def test_a_lease_allows_a_send_while_a_whole_request_fits_in() -> None:
    clock = FakeClock()
    held = lease(clock)
    clock.advance(25)
    assert held.alive()
    clock.advance(0.1)
    assert not held.alive()


def test_a_renewal_counts_from_before_it_was_asked_for() -> None:
    clock = FakeClock()
    held = lease(clock)
    clock.advance(30)
    held.renewed(20.0)
    assert held.alive()


def test_a_lost_lease_or_a_stop_allows_nothing() -> None:
    clock = FakeClock()
    assert not lease(clock, lost=True).alive()
    assert not lease(clock, stopping=lambda: True).alive()


def alert(kind: str) -> Alert:
    return Alert(kind=kind, reason=Reason.FIRST, news=(fact(),))  # type: ignore[arg-type]


def test_gates_are_open_unless_an_edit_meets_no_ability() -> None:
    assert gate(alert("card"), Abilities()) == Open()
    assert gate(alert("edit"), Abilities(edit=True)) == Open()
    assert gate(alert("edit"), Abilities()) == Closed(
        reason=Reason.NOT_EDITABLE, waive=("out:greg-brockman",)
    )


def test_only_an_instruction_waives() -> None:
    assert closed(Reason.SILENCED, alert("card")).waive == ("out:greg-brockman",)
    assert closed(Reason.MERGED, alert("card")).waive == ()
    assert closed(Reason.NOTHING_NEW).waive == ()


def noticed(desk: Desk) -> list[str]:
    return [row.text for row in desk.run(desk.outbox.rows(receiver="ops"))]


def test_a_notice_says_what_and_what_to_do_and_is_written_once() -> None:
    desk = Desk()
    notices = Notices(outbox=desk.outbox, receiver="ops")
    for _time in range(2):
        desk.run(notices.parked(ROW, "token_revoked"))
    assert len(noticed(desk)) == 1
    assert "Receiver exec is parked: token_revoked" in noticed(desk)[0]


def test_other_occasions_are_other_notices() -> None:
    desk = Desk()
    notices = Notices(outbox=desk.outbox, receiver="ops")
    desk.run(notices.parked(ROW, "token_revoked"))
    desk.run(notices.dead(ROW, "invalid_blocks"))
    desk.run(notices.late(ROW, "refused"))
    desk.run(notices.undrawn(ROW, "ValueError"))
    desk.run(notices.recovered("exec", 3, 17))
    desk.run(notices.told("acme.broken.1", "acme", "acme is broken"))
    assert len(noticed(desk)) == 6


def test_a_source_s_notice_goes_to_whom_its_file_names() -> None:
    desk = Desk()
    notices = Notices(outbox=desk.outbox, receiver="ops")
    desk.run(notices.told("acme.broken.1", "acme", "acme is broken", to="desk"))
    desk.run(notices.told("acme.broken.2", "acme", "acme is broken", to=""))
    assert sorted(row.receiver for row in desk.run(desk.outbox.rows())) == ["desk", "ops"]


def test_nothing_is_written_about_the_ops_receiver_to_itself() -> None:
    desk = Desk()
    desk.run(Notices(outbox=desk.outbox, receiver="exec").parked(ROW, "token_revoked"))
    desk.run(Notices(outbox=desk.outbox).parked(ROW, "token_revoked"))
    assert desk.run(desk.outbox.rows()) == ()
