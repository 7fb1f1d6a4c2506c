"""What a person types as an address, a time, a range."""

import pytest
import typer

from monitor.cli._addresses import address, cidrs, seconds


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("acme.example", "acme.example"),
        (" https://acme.example/news ", "https://acme.example/news"),
        ("HTTP://acme.example", "HTTP://acme.example"),
        ("feed://acme.example/rss", "https://acme.example/rss"),
        ("feed:https://acme.example/rss", "https://acme.example/rss"),
        ("acme.example:8080/news", "acme.example:8080/news"),
        ("новости.рф", "новости.рф"),
        ("localhost:8000".replace("localhost", "127.0.0.1"), "127.0.0.1:8000"),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert address(typed) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("htps://acme.example", "did you mean https://acme.example"),
        ("ftp://acme.example/x", "did you mean https://acme.example/x"),
        ("acme", "is no address; write acme.example"),
        ("", "is no address"),
        ("https://", "is no address"),
        ("https://me:secret@acme.example", "no user or password"),
        ("me@acme.example", "no user or password"),
    ],
)
def test_what_is_no_address_is_explained(typed: str, said: str) -> None:
    with pytest.raises(typer.BadParameter, match=said):
        address(typed)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(typer.BadParameter) as caught:
        address("https://me:hunter2@acme.example/")
    assert "hunter2" not in str(caught.value)


def test_times_are_read_or_explained() -> None:
    assert seconds("15m", "--every") == 900
    assert seconds("", "--every") is None
    for wrong in ("soon", "0s", "-5m", "10"):
        with pytest.raises(typer.BadParameter):
            seconds(wrong, "--every")


def test_ranges_are_read_or_explained() -> None:
    assert cidrs(["10.0.0.0/8", "::1/128"]) == ("10.0.0.0/8", "::1/128")
    assert cidrs(None) == ()
    with pytest.raises(typer.BadParameter):
        cidrs(["10.0.0.1/8"])
