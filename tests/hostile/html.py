"""Hostile HTML: for the tag stripper, and for the page parser in its killable worker."""

from collections.abc import Mapping

SMALL: Mapping[str, str] = {  # what an in-process parser still takes in good time
    "nested": "<div>" * 2_000 + "x",
    "lists": "<ul><li>" * 1_000 + "x",
    "attributes": "<p " + " ".join(f"a{n}" for n in range(2_000)) + ">x",
    "foster": "<table>" * 500 + "x" + "<p>" * 500,
    "unclosed": "<a href='",
    "comment": "<!-- " + "x" * 100_000,
    "formatting": "<b><i><u>" * 500 + "x" + "</b></i></u>" * 500,
    "nul": "<p>a\0b</p>\0",
    "entities": "&lt;" * 50_000 + "&#xD800;&#x110000;&#0;",
    "svg": "<svg><foreignObject>" * 300,
    "template": "<template>" * 300,
    "scripts": "<script>" + "</scrip" * 20_000,
    "plaintext": "<plaintext>" + "<p>" * 20_000,
    "frameset": "<frameset><frame>" * 500,
    "select": "<select><option>" * 1_000,
    "nothing": "",
    "space": " \n" * 10_000,
}
LARGE: Mapping[str, str] = {  # what only a linear pass survives
    "nested": "<div>" * 20_000,
    "attributes": "<p " + "a=b " * 100_000 + ">x",
    "quotes": "<a b='" * 100_000,
    "comments": "<!--" * 100_000,
    "scripts": "<script>" * 100_000,
    "less": "<" * 500_000,
    "cdata": "<![CDATA[" * 50_000,
    "ampersands": "&" * 500_000,
}
