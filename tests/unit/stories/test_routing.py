from monitor.outgoing import Route
from monitor.stories.routing import matches, receivers
from tests.fakes.made import rule

LABELS = {
    "severity": ("high",),
    "owner": ("people-desk",),
    "tag": ("people",),
    "lang": ("it", "en"),
}


def test_the_first_route_that_matches_wins() -> None:
    routes = [
        Route(name="a", when={"severity": ("critical",)}, to=("pager",)),
        Route(name="b", when={"owner": ("people-desk",)}, to=("people",)),
        Route(name="rest", to=("news",)),
    ]
    assert receivers(routes, LABELS, []) == ("people",)


def test_continue_lets_the_next_route_match_too() -> None:
    routes = [Route(name="a", to=("all",), goes_on=True), Route(name="rest", to=("news",))]
    assert receivers(routes, LABELS, []) == ("all", "news")


def test_a_receiver_named_twice_is_told_once() -> None:
    routes = [Route(name="a", to=("news",), goes_on=True), Route(name="rest", to=("news",))]
    assert receivers(routes, LABELS, []) == ("news",)


def test_a_rule_can_replace_or_add_receivers() -> None:
    routes = [Route(name="rest", to=("news",))]
    assert receivers(routes, LABELS, [rule(to=("+desk",))]) == ("news", "desk")
    assert receivers(routes, LABELS, [rule(to=("desk",))]) == ("desk",)


def test_keys_are_anded_and_values_any_of() -> None:
    assert matches(Route(name="a", when={"lang": ("de", "it"), "tag": ("people",)}), LABELS)
    assert not matches(Route(name="a", when={"lang": ("de",), "tag": ("people",)}), LABELS)


def test_severity_can_be_a_floor() -> None:
    assert matches(Route(name="a", when={"severity": (">=normal",)}), LABELS)
    assert not matches(Route(name="a", when={"severity": (">=critical",)}), LABELS)


def test_not_takes_matching_stories_out() -> None:
    assert not matches(Route(name="a", unless={"tag": ("people",)}), LABELS)
    assert matches(Route(name="a", unless={"tag": ("sport",)}), LABELS)


def test_no_route_means_no_receiver() -> None:
    assert receivers([Route(name="a", when={"tag": ("x",)}, to=("news",))], LABELS, []) == ()
