from dataclasses import replace

from monitor.model import Report, Story
from monitor.stories.facts import facts_of, seat
from tests.fakes.made import report, told


def story(*reports: Report) -> Story:
    """A story at Apple that these reports have told, one after the other."""
    made = Story(id="s1", key="executive-change|apple", org="apple", org_name="Apple")
    for one in reports:
        made = replace(made, facts=(*made.facts, *facts_of(made, one)))
    return made


def ids(made: Story) -> list[str]:
    return [f.id for f in made.facts]


def test_each_person_who_leaves_is_a_fact() -> None:
    made = story(report("a", told("Ana Ruiz"), told("Paul Stern", "leave")))
    assert ids(made) == ["out:ana-ruiz", "out:paul-stern"]
    assert [f.type for f in made.facts] == ["departure", "leave"]


def test_a_second_outlet_adds_nothing() -> None:
    assert ids(story(report("a", told()), report("b", told()))) == ["out:tim-cook"]


def test_a_move_tells_leaving_and_destination() -> None:
    move = told("Ana Ruiz", "move", destination="acme", destination_name="Acme")
    made = story(report("a", move))
    assert ids(made) == ["out:ana-ruiz", "destination:ana-ruiz:acme"]
    assert made.facts[1].value == "Acme"


def test_the_arrival_told_from_the_other_end_is_the_destination() -> None:
    comes = told("Ana Ruiz", "appointment")
    made = story(report("a", told("Ana Ruiz")), report("b", comes, org="acme", org_name="Acme"))
    assert ids(made) == ["out:ana-ruiz", "destination:ana-ruiz:acme"]


def test_a_plain_statement_after_sources_confirms() -> None:
    made = story(report("a", told(certainty="reported")), report("b", told()))
    assert ids(made) == ["out:tim-cook", "confirmed:out:tim-cook"]


def test_sources_after_a_plain_statement_add_nothing() -> None:
    assert ids(story(report("a", told()), report("b", told(certainty="reported")))) == [
        "out:tim-cook"
    ]


def test_a_denial_is_a_fact_of_its_own_with_who_denies() -> None:
    made = story(report("a", told()), report("b", told(polarity="denied", by="Apple")))
    assert ids(made) == ["out:tim-cook", "denied:tim-cook:Apple"]


def test_an_unnamed_leaver_is_known_once_somebody_of_the_seat_is_named() -> None:
    named = report("a", told("Ana Ruiz", role_class=("cfo",)))
    unnamed = report("b", told("", person="", role="CFO", role_class=("cfo",)))
    assert ids(story(named, unnamed)) == ["out:ana-ruiz"]


def test_a_name_for_an_unnamed_seat_is_news() -> None:
    named = report("a", told("Ana Ruiz", role_class=("cfo",)))
    unnamed = report("b", told("", person="", role="CFO", role_class=("cfo",)))
    assert ids(story(unnamed, named)) == ["out:seat:cfo", "out:ana-ruiz"]


def test_what_another_story_tells_of_a_person_is_not_told_again() -> None:
    other = story(report("a", told("Ana Ruiz")))
    both = report("b", told("Ana Ruiz"), told("Paul Stern"))
    assert [f.id for f in facts_of(story(), both, other.facts)] == ["out:paul-stern"]


def test_a_short_name_is_the_person_already_told() -> None:
    whole = report("a", told("Ana Ruiz", person="~ana ruiz"))
    brief = report("b", told("Ruiz", person="~ruiz"))
    assert ids(story(whole, brief)) == ["out:~ana ruiz"]


def test_an_article_without_events_establishes_that_it_was_told() -> None:
    assert ids(story(report("a"), report("b"))) == ["told"]


def test_a_seat_is_named_in_english_whatever_the_article_s_language() -> None:
    spanish = told(role="presidente", role_class=("founder", "president"))
    assert seat(spanish, "es") == "founder, president"
    assert seat(told(role="president and co-founder", role_class=("president",)), "en") == (
        "president and co-founder"
    )


def test_a_seat_without_an_english_word_stays_as_written() -> None:
    assert seat(told(role="Leiter Infrastruktur", role_class=("head",)), "de") == (
        "Leiter Infrastruktur"
    )
