"""Delta: edits are gathered in small layers, none of them larger than is quickly built."""

from monitor.matching import Engine
from monitor.matching.delta import FULL
from monitor.matching.query import Asked
from tests.unit.matching.asking import article, asked, engine

BODY = " ".join(f"w{n}" for n in range(3 * FULL))


def rule(number: int, text: str = "") -> Asked:
    return asked(text or f"w{number}", rule=f"r{number}", packs=())


def edited(made: Engine, *rules: Asked) -> Engine:
    return made.edited({one.rule.id: one for one in rules})


def found(made: Engine) -> list[str]:
    return sorted(match.rule for match in made.match(article(body=BODY)))


def test_edits_share_a_small_layer() -> None:
    made = engine(rule(0))
    for number in range(1, 5):
        made = edited(made, rule(number))

    assert [len(layer.rules) for layer in made.layers] == [1, 4]
    assert found(made) == ["r0", "r1", "r2", "r3", "r4"]


def test_a_full_layer_is_left_as_it_is() -> None:
    made = engine(rule(0))
    for number in range(1, FULL + 3):
        made = edited(made, rule(number))

    assert [len(layer.rules) for layer in made.layers] == [1, FULL, 2]
    assert made.edits == FULL + 2
    assert len(found(made)) == FULL + 3


def test_a_large_edit_is_a_layer_of_its_own() -> None:
    many = [rule(number) for number in range(1, FULL + 10)]
    made = edited(edited(engine(rule(0)), rule(1)), *many)

    assert [len(layer.rules) for layer in made.layers] == [1, 1, len(many)]
    assert len(found(made)) == len(many) + 1


def test_a_rule_edited_again_counts_once() -> None:
    made = engine(rule(0))
    for text in ("w1", "w2", "none"):
        made = edited(made, rule(0, text))

    assert [len(layer.rules) for layer in made.layers] == [1, 1]
    assert found(made) == []
    assert found(edited(made, rule(0, "w5"))) == ["r0"]


def test_a_rule_that_is_gone_leaves_the_layers_as_they_are() -> None:
    made = edited(engine(rule(0)), rule(1))
    gone = made.edited({"r0": None, "r1": None, "unknown": None})

    assert gone.layers is made.layers
    assert found(gone) == []
    assert list(gone.rules) == []
