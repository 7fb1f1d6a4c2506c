from typing import get_type_hints

import pytest

from monitor import kinds


def test_the_kinds_are_the_files_of_a_room() -> None:
    assert {"feed", "list"} <= set(kinds.names("monitor.sources"))
    assert {"console", "slack", "webhook"} <= set(kinds.names("monitor.notifiers"))


def test_a_file_with_an_underscore_is_no_kind() -> None:
    assert not [name for name in kinds.names("monitor.notifiers") if name.startswith("_")]


def test_a_kind_is_loaded_by_its_name() -> None:
    assert kinds.load("monitor.sources", "feed").__name__ == "monitor.sources.feed"


@pytest.mark.parametrize("name", ["fed", "", "_exchange", "../errors", "feed.x", "os", "__init__"])
def test_nothing_but_a_kind_can_be_loaded(name: str) -> None:
    with pytest.raises(KeyError) as raised:
        kinds.load("monitor.sources", name)
    assert raised.value.args == (name, kinds.names("monitor.sources"))


@pytest.mark.parametrize("package", ["monitor.sources", "monitor.notifiers"])
def test_every_kind_documents_its_options(package: str) -> None:
    for name in kinds.names(package):
        options = kinds.load(package, name).Options
        assert options.__doc__
        for field, hint in get_type_hints(options, include_extras=True).items():
            said = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, kinds.Says)]
            assert said, f"{name}.{field}"
            assert said[0].doc


def test_says_needs_words_only() -> None:
    says = kinds.Says(doc="where")
    assert (says.form, says.key, says.short) == ("regular", "", False)
