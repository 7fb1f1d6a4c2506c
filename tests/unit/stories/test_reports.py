from dataclasses import replace

from monitor.model import Evidence, Participant
from monitor.reasons import Reason
from monitor.stories.reports import person_key, quote, reports_of, short
from tests.fakes.made import article, event, match, rule

RULES = {"executive-change": rule(), "executive-departure": rule("executive-departure")}


def test_one_organisation_is_one_report_whatever_rules_held() -> None:
    both = [match(event()), match(event(), rule="executive-departure")]
    (one,) = reports_of(article(), both, RULES)
    assert one.rules == ("executive-change", "executive-departure")
    assert one.near == ("executive-change|apple",)
    assert [t.person for t in one.events] == ["tim-cook"]


def test_two_organisations_are_two_reports() -> None:
    acme = {"person": Participant(name="Ana Ruiz"), "org": Participant(name="Acme AG", id=None)}
    other = replace(event(), slots=acme)
    found = reports_of(article(), [match(event(), other)], RULES)
    assert [r.org for r in found] == ["apple", "~acme ag"]
    assert len({r.id for r in found}) == 2


def test_a_rule_joins_only_where_its_tests_held() -> None:
    acme = replace(event(), slots={"org": Participant(name="Acme", id="acme")})
    watched = replace(match(event(), acme, rule="executive-departure"), held=(event(),))
    assert [r.org for r in reports_of(article(), [watched], RULES)] == ["apple"]


def test_facts_come_from_the_whole_report_background_left_out() -> None:
    old = event("Jony Ive", newness="background")
    comes = event("John Ternus", "appointment")
    told = replace(match(event(), old, comes), held=(event(),))
    (one,) = reports_of(article(), [told], RULES)
    assert [t.name for t in one.events] == ["Tim Cook", "John Ternus"]


def test_a_move_stands_near_both_ends() -> None:
    slots = {**event().slots, "destination": Participant(name="Acme", id="acme")}
    move = replace(event(kind="move"), slots=slots)
    (one,) = reports_of(article(), [match(move)], RULES)
    assert one.near == ("executive-change|apple", "executive-change|acme")


def test_rules_that_are_not_live_make_no_report() -> None:
    rules = {"executive-change": rule(status="shadow")}
    assert reports_of(article(), [match(event())], rules) == ()


def test_what_was_suppressed_makes_no_report_but_a_denial_does() -> None:
    mention = match(event(newness="mention"), reason=Reason.MENTION)
    assert reports_of(article(), [mention], RULES) == ()
    denied = match(event(polarity="denied"), reason=Reason.DENIED)
    (one,) = reports_of(article(), [denied], RULES)
    assert one.events[0].polarity == "denied"


def test_without_an_organisation_the_person_is_the_key() -> None:
    alone = replace(event(), slots={"person": Participant(name="Ana Ruiz")})
    (one,) = reports_of(article(), [match(alone)], RULES)
    assert one.near == ("executive-change|~ana ruiz",)
    assert person_key(alone) == "~ana ruiz"


def test_a_rule_without_events_reports_under_its_own_name() -> None:
    plain = match(rule="port-strike", captures={"port": ("Rotterdam",)})
    rules = {"port-strike": rule("port-strike", same_if=("port",))}
    (one,) = reports_of(article("Dockers strike"), [plain], rules)
    assert one.near == ("rule|port-strike|2024-32", "rule|port-strike|2024-31")
    assert one.same_if == ("port",)


def test_a_quote_is_the_line_around_the_span_with_its_bold_parts() -> None:
    text = "First line.\nTim Cook leaves Apple today.\nLast."
    spans = [
        Evidence(field="body", start=12, end=20, text="Tim Cook"),
        Evidence(field="body", start=21, end=27, text="leaves"),
    ]
    found = quote(article("x", body=text), spans)
    assert found is not None
    assert found.text == "Tim Cook leaves Apple today."
    assert [found.text[a:b] for a, b in found.bold] == ["Tim Cook", "leaves"]


def test_a_long_line_is_cut_around_its_span() -> None:
    text = "word " * 200 + "Tim Cook leaves" + " word" * 200
    found = quote(
        article("x", body=text), [Evidence(field="body", start=1000, end=1008, text="Tim Cook")]
    )
    assert found is not None
    assert len(found.text) <= 300
    assert "Tim Cook" in found.text


def test_long_keys_become_digests() -> None:
    assert short("openai") == "openai"
    assert short("~" + "x" * 100).startswith("#")
    assert len(short("~" + "x" * 100)) == 17
