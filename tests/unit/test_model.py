"""The central types: what they answer by themselves."""

import pytest

from monitor.manners import Auth


@pytest.mark.parametrize(
    ("auth", "refs"),
    [
        (Auth(), ()),
        (Auth(bearer="env:TOKEN"), ("env:TOKEN",)),
        (Auth(basic=("env:USER", "file:/run/password")), ("env:USER", "file:/run/password")),
        (
            Auth(header={"X-Key": "env:A"}, bearer="env:B", query={"key": "env:C"}),
            ("env:A", "env:B", "env:C"),
        ),
    ],
)
def test_a_source_names_every_reference_to_a_secret(auth: Auth, refs: tuple[str, ...]) -> None:
    assert auth.refs == refs
