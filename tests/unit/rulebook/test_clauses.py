import pytest

from monitor.rulebook.clauses import place_of

RULE = """\
rule: r
let:
  hedge: maybe OR perhaps
match: >
  title:((strike OR "industrial action") NEAR/S port)
  AND NOT $hedge
except:
  - {name: e, why: w, match: football}
"""


@pytest.mark.parametrize(
    ("clause", "place"),
    [
        ("strike", "5:11"),
        ('"industrial action"', "5:21"),
        ("port", "5:49"),
        ("NOT $hedge", "6:7"),
        ("perhaps", "3:19"),
        ("football", "8:30"),
        ("of another rule", "4:1"),
        ("", "4:1"),
    ],
)
def test_a_clause_is_found_where_it_stands(clause: str, place: str) -> None:
    assert str(place_of(clause, RULE.encode(), "rules/r.yaml")) == f"rules/r.yaml:{place}"


@pytest.mark.parametrize("data", [b"- a\n", b"rule: 'x\n", b"rule: r\n"])
def test_in_a_file_that_is_no_rule_it_is_the_first_line(data: bytes) -> None:
    assert str(place_of("a", data, "r.yaml")) == "r.yaml:1:1"
