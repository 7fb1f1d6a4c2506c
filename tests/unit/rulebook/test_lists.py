from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import shelve
from monitor.rulebook.lists import Lists, lists_of

FIRMS = """\
entities: firms
kind: org
list:
  - id: openai
    name: OpenAI
    aliases: {any: [Open AI], ja: [オープンAI, {say: OAI, case: exact}]}
    not: [OpenAI Five]
    people:
      - id: sam-altman
        name: Sam Altman
        role: ceo
        guarded: [{alias: Ultraman, guard: [openai], not: [film]}]
  - {id: acme, name: Acme, country: FR, parent: openai}
  - {id: globex, name: Globex, country: it}
"""


def lists(texts: dict[str, str]) -> tuple[Lists, list[str]]:
    faults = Faults()
    data = {f"rules/{name}.yaml": text.encode() for name, text in texts.items()}
    found = lists_of(shelve(data, faults=faults), faults=faults)
    return found, [str(fault) for fault in faults.sorted()]


def test_a_list_gives_its_entities_with_all_their_names() -> None:
    found, faults = lists({"firms": FIRMS})
    assert faults == []
    by_id = {entity.id: entity for entity in found.entities}
    assert found.members == {"firms": ("openai", "acme", "globex")}
    assert by_id["acme"].parent == "openai"
    assert by_id["openai"].blots == ("OpenAI Five",)
    aliases = [(a.text, a.lang, a.case) for a in by_id["openai"].aliases]
    assert aliases == [
        ("Open AI", "any", "auto"),
        ("オープンAI", "ja", "auto"),
        ("OAI", "ja", "exact"),
    ]


def test_people_of_an_organisation_are_entities_with_guarded_names() -> None:
    found, _ = lists({"firms": FIRMS})
    person = next(entity for entity in found.entities if entity.id == "sam-altman")
    assert (person.kind, person.of, person.role) == ("person", ("openai",), "ceo")
    (alias,) = person.aliases
    assert (alias.text, alias.guard, alias.unless) == ("Ultraman", ("openai",), ("film",))


def test_a_watch_list_selects_and_leaves_out() -> None:
    watch = (
        "watch: labs\nkind: org\ninclude: [openai, {list: firms, country: [IT, FR]}]\n"
        "exclude: [acme]\n"
    )
    wider = "watch: wider\nkind: org\ninclude: [{list: labs}, org:acme]\n"
    found, faults = lists({"firms": FIRMS, "labs": watch, "wider": wider})
    assert faults == []
    assert found.members["labs"] == ("openai", "globex")
    assert found.members["wider"] == ("openai", "globex", "acme")
    assert found.kinds["labs"] == "org"


def test_an_entity_id_is_unique_over_all_lists() -> None:
    other = "entities: other\nkind: org\nlist:\n  - {id: acme, name: Acme Ltd}\n"
    found, faults = lists({"firms": FIRMS, "other": other})
    assert faults == ['rules/other.yaml:4:10: E109 id "acme" already at rules/firms.yaml:13:10']
    assert [entity.id for entity in found.entities].count("acme") == 1


def test_unknown_names_are_told_with_the_nearest() -> None:
    watch = "watch: labs\nkind: org\ninclude: [opnai, {list: frims}]\n"
    guard = (
        "entities: more\nkind: person\nlist:\n"
        "  - {id: bo, name: Bo, guarded: [{alias: Bob, guard: [acne]}]}\n"
    )
    _, faults = lists({"firms": FIRMS, "labs": watch, "more": guard})
    assert faults == [
        'rules/labs.yaml:3:11: E207 unknown entity "opnai" (did you mean "openai"?)',
        'rules/labs.yaml:3:25: E202 unknown list "frims" (did you mean "firms"?)',
        'rules/more.yaml:4:55: E207 unknown entity "acne" (did you mean "acme"?)',
    ]


def test_a_watch_list_that_includes_itself_is_told() -> None:
    watch = "watch: labs\nkind: org\ninclude: [{list: labs}]\n"
    _, faults = lists({"labs": watch})
    assert faults == ['rules/labs.yaml:3:18: E202 list "labs" includes itself']


def test_a_broken_list_is_one_line_and_not_one_for_each_use() -> None:
    watch = "watch: labs\nkind: org\ninclude: [openai, {list: firms}]\n"
    found, faults = lists({"firms": FIRMS.replace("kind: org", "kind: firm"), "labs": watch})
    assert faults == ['rules/firms.yaml:2:7: E104 "firm" is no kind; write org, person, place']
    assert found.broken == {"firms"}
