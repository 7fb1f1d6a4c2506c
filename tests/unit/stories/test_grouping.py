import random

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Report, Told
from monitor.stories.grouping import compatible, group, same_person
from tests.fakes.made import report, told


def ids(reports: list[Report]) -> list[list[str]]:
    return [[r.id for r in g.reports] for g in group(reports)]


def test_two_outlets_on_one_person_are_one_group() -> None:
    assert ids([report("a", told()), report("b", told(), hours=3)]) == [["a", "b"]]


def test_a_person_after_the_window_starts_a_new_group() -> None:
    assert ids([report("a", told()), report("b", told(), hours=15 * 24)]) == [["a"], ["b"]]


def test_senior_people_leaving_within_two_days_are_one_upheaval() -> None:
    one = report("a", told("Ana Ruiz", role_class=("cfo",)))
    two = report("b", told("Paul Stern", role_class=("coo",)), hours=30)
    assert ids([one, two]) == [["a", "b"]]


def test_the_same_three_days_apart_are_two_stories() -> None:
    one = report("a", told("Ana Ruiz", role_class=("cfo",)))
    two = report("b", told("Paul Stern", role_class=("coo",)), hours=72)
    assert ids([one, two]) == [["a"], ["b"]]


def test_a_board_member_and_a_unit_head_make_no_upheaval() -> None:
    one = report("a", told("Ana Ruiz", role_class=("board",)))
    two = report("b", told("Paul Stern", role_class=("unit",)), hours=3)
    assert ids([one, two]) == [["a"], ["b"]]


def test_leaver_and_successor_of_one_seat_within_two_days_are_one_story() -> None:
    out = report("a", told("Paul Stern", role_class=("cfo",)))
    comes = report("b", told("Ana Ruiz", "appointment", role_class=("cfo",)), hours=20)
    assert ids([out, comes]) == [["a", "b"]]


def test_a_successor_months_later_is_a_story_of_its_own() -> None:
    out = report("a", told("Paul Stern", role_class=("cfo",)))
    comes = report("b", told("Ana Ruiz", "appointment", role_class=("cfo",)), hours=24 * 80)
    assert ids([out, comes]) == [["a"], ["b"]]


def test_the_other_end_of_a_move_joins_by_its_person() -> None:
    out = report("a", told("Ana Ruiz", "move", destination="acme"))
    comes = report("b", told("Ana Ruiz", "appointment"), hours=5, org="acme")
    assert ids([out, comes]) == [["a", "b"]]


def test_other_people_at_the_other_end_stay_apart() -> None:
    out = report("a", told("Ana Ruiz", "move", destination="acme"))
    other = report("b", told("Paul Stern"), hours=5, org="acme")
    assert ids([out, other]) == [["a"], ["b"]]


def test_an_unnamed_report_goes_to_the_group_whose_seat_it_fits() -> None:
    named = report("a", told("Paul Stern", role_class=("cfo",)))
    unnamed = report("b", told("", person="", role_class=("cfo",)), hours=1)
    other = report("c", told("", person="", role_class=("legal",)), hours=1)
    assert ids([named, unnamed, other]) == [["a", "b"], ["c"]]


def test_surnames_meet_when_given_names_do_not_contradict() -> None:
    whole = told("Ana Ruiz", person="~ana ruiz")
    assert same_person(whole, told("Ruiz", person="~ruiz"))
    assert same_person(whole, told("A. Ruiz", person="~a ruiz"))
    assert not same_person(whole, told("Paul Ruiz", person="~paul ruiz"))


def test_watched_people_never_merge_by_name() -> None:
    assert not same_person(told("A Ruiz", person="a-ruiz"), told("A Ruiz", person="ana-ruiz"))


def test_role_classes_meet_or_are_open() -> None:
    assert compatible({"cfo"}, {"cfo", "coo"})
    assert compatible({"founder"}, {"cfo"})
    assert compatible((), {"cfo"})
    assert not compatible({"cfo"}, {"legal"})


def test_articles_without_events_join_by_address_captures_or_title() -> None:
    first = report("a", url="https://x.example/1", title="Dockers strike at Rotterdam port")
    again = report("b", url="https://x.example/1", title="Other words", hours=2)
    alike = report("c", title="Dockers strike at the Rotterdam port", hours=4)
    same = report("d", title="Quite another", captures={"port": ("Rotterdam",)}, same_if=("port",))
    captured = report("e", title="A third one", captures={"port": ("Rotterdam",)}, hours=1)
    unlike = report("f", title="Nothing of the kind", hours=1)
    found = ids([first, again, alike, same, captured, unlike])
    assert sorted(found) == [["a", "b", "c"], ["d", "e"], ["f"]]


people = st.sampled_from(["Ana Ruiz", "Paul Stern", "Mia Wolf", ""])
kinds = st.sampled_from(["departure", "appointment", "move", "leave"])
seats = st.sampled_from([("ceo",), ("cfo",), ("board",), ("founder",), ()])


@st.composite
def some_reports(draw: st.DrawFn) -> list[Report]:
    def one(name: str, hours: int) -> Report:
        events: list[Told] = []
        for who in draw(st.lists(people, min_size=1, max_size=2)):
            key = who.lower().replace(" ", "-")
            events.append(told(who, draw(kinds), person=key, role_class=draw(seats)))
        return report(name, *events, hours=hours, dated=draw(st.booleans()))

    hours = draw(st.lists(st.integers(0, 24 * 40), min_size=1, max_size=8))
    return [one(f"r{n}", h) for n, h in enumerate(hours)]


@given(some_reports(), st.integers(0, 999))
def test_the_order_of_arrival_does_not_matter(reports: list[Report], seed: int) -> None:
    shuffled = random.Random(seed).sample(reports, len(reports))
    assert ids(reports) == ids(shuffled)


@given(some_reports())
def test_every_report_is_in_exactly_one_group(reports: list[Report]) -> None:
    flat = [name for one in ids(reports) for name in one]
    assert sorted(flat) == sorted(r.id for r in reports)
