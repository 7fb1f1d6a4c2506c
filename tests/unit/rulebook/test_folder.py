from pathlib import Path

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf, contents, is_elsewhere, shelve, stamps, text_of

BANANA = '"banana"; a file begins with calendar, concept, entities, language, lexicon, rule, ...'


def shelf(texts: dict[str, str]) -> tuple[Shelf, list[str]]:
    faults = Faults()
    found = shelve({f"rules/{name}": text.encode() for name, text in texts.items()}, faults=faults)
    return found, [str(fault) for fault in faults.sorted()]


def test_the_first_key_tells_the_kind_and_the_id() -> None:
    found, faults = shelf(
        {
            "desk/strike.yaml": "rule: strike\n",
            "concepts/stops.yaml": "concept: stops\n",
            "entities/firms.yaml": "entities: firms\n",
            "events/executive-change/it.yaml": "lexicon: executive-change\n",
            "events/language/it.yaml": "x-note: first\nlanguage: it\n",
        }
    )
    assert faults == []
    kinds = [(file.kind, file.id) for file in found.files]
    assert kinds == [
        ("concept", "stops"),
        ("rule", "strike"),
        ("entities", "firms"),
        ("lexicon", "executive-change"),
        ("language", "it"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.yaml", "rules: a\n", '1:1: E110 unknown kind "rules" (did you mean "rule"?)'),
        (
            "a.yaml",
            "banana: a\n",
            "1:1: E110 unknown kind " + BANANA,
        ),
        (
            "a.yaml",
            "sources: []\n",
            '1:1: E110 unknown kind "sources" here; such files are rules/sources/',
        ),
        ("a.yaml", "- rule: a\n", '1:1: E103 a file wants keys such as "rule:", got a list'),
        ("a.yaml", "rule: [a]\n", '1:7: E103 "rule" wants an id, got a list'),
        ("b.yaml", "rule: a\n", '1:7: E107 "a" is not the file name "b"'),
        ("b.yaml", "rule: A b\n", '1:7: E108 "A b" is no id; write a-b'),
        ("events/p/it.yaml", "lexicon: q\n", '1:10: E107 "q" is not the folder name "p"'),
        ("events/language/it.yaml", "language: en\n", '1:11: E107 "en" is not the file name "it"'),
    ],
)
def test_a_file_under_a_wrong_name_or_kind_is_told(name: str, text: str, line: str) -> None:
    found, faults = shelf({name: text})
    assert faults == [f"rules/{name}:{line}"]
    assert not any(file.sound for file in found.files)


def test_an_id_is_unique_per_kind_and_lists_share_one_namespace() -> None:
    found, faults = shelf(
        {
            "a/x.yaml": "rule: x\n",
            "b/x.yaml": "rule: x\n",
            "concepts/x.yaml": "concept: x\n",
            "entities/x.yaml": "entities: x\n",
            "watch/x.yaml": "watch: x\n",
        }
    )
    assert faults == [
        'rules/b/x.yaml:1:7: E109 rule id "x" already at rules/a/x.yaml:1:7',
        'rules/watch/x.yaml:1:8: E109 watch id "x" already at rules/entities/x.yaml:1:11',
    ]
    assert len(found.files) == 3


def test_a_file_that_cannot_be_read_leaves_its_id_known() -> None:
    found, faults = shelf({"concepts/x.yaml": "concept: x\nen: [a\n"})
    assert len(faults) == 1
    assert found.files == ()
    assert found.broken == {("concept", "x")}


def test_files_known_by_their_place_are_left_to_their_own_readers() -> None:
    assert is_elsewhere("rules/routes.yaml")
    assert is_elsewhere("rules/sources/it/press.yaml")
    assert not is_elsewhere("rules/desk/routes.yaml")
    found, faults = shelf({"sources/x.yaml": "- not a mapping\n", "receivers.yaml": "a: [\n"})
    assert (found.names, faults) == (frozenset(), [])


def test_the_folder_is_read_without_schemas_samples_and_hidden_files(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    for name in ("a.yaml", "b/c.yml", "samples/x.yaml", "schema/y.yaml", ".z.yaml", "note.txt"):
        path = rules / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("rule: a\n", encoding="utf-8")
    assert list(contents(rules, faults=Faults())) == ["rules/a.yaml", "rules/b/c.yml"]


def test_what_is_looked_at_each_second_is_size_and_time_of_the_files_of_rules(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "rules"
    (rules / "desk").mkdir(parents=True)
    (rules / "schema").mkdir()
    for name in ("a.yaml", "desk/b.yml", "schema/c.yaml", ".hidden.yaml", "d.txt"):
        (rules / name).write_text("x", encoding="utf-8")
    (rules / "gone.yaml").symlink_to(rules / "nowhere.yaml")
    (rules / "round.yaml").symlink_to(rules / "round.yaml")
    seen = stamps(rules)
    assert sorted(seen) == ["rules/a.yaml", "rules/desk/b.yml"]
    assert {size for size, *_ in seen.values()} == {1}
    assert text_of(rules, "rules/desk/b.yml") == b"x"
    assert text_of(rules, "rules/e.yaml") is None
    assert stamps(tmp_path / "nothing") == {}
