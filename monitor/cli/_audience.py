"""Who watches a demo: a terminal, or nobody."""

import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console


class Silent:
    """Hears everything, says nothing: the result is printed at the end."""

    def opened(self, addresses: Mapping[str, str]) -> None:
        """Hear the addresses."""

    def told(self, one: Any) -> None:
        """Hear of an alert."""

    def settled(self, result: Mapping[str, Any]) -> None:
        """Hear that all is told."""


class Terminal:
    """Shows the demo as it goes on."""

    def __init__(self, *, once: bool) -> None:
        self._once = once
        self._console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
        self._said: set[str] = set()

    def _say(self, text: str = "", style: str = "") -> None:
        self._console.print(text, style=style or None, markup=False, soft_wrap=True)

    def opened(self, addresses: Mapping[str, str]) -> None:
        """Say where everything is."""
        told = "{articles} articles, {outlets} outlets, {languages} languages".format(**addresses)
        self._say(f"newsroom     {addresses['newsroom']}   {told}")
        self._say(f"fake Slack   {addresses['slack']}")
        self._say(f"status page  {addresses['status']}")
        self._say()

    def told(self, one: Any) -> None:
        """Show an alert when it is first told, later only what its thread gained."""
        if one.story not in self._said:
            self._said.add(one.story)
            self._say(f"ALERT  {one.headline}", "bold")
            self._say(f"       {one.rule} · {one.severity} · story {one.story}", "dim")
            for person in one.people:
                where = f" to {person.destination}" if person.destination else ""
                role = f", {person.role}" if person.role else ""
                self._say(f"       {person.name}{role}: {person.action}{where}")
        for reply in one.thread:
            if f"{one.story} {reply.text}" not in self._said:
                self._said.add(f"{one.story} {reply.text}")
                self._say(f"  in its thread: {reply.text}")

    def settled(self, result: Mapping[str, Any]) -> None:
        """Say what it came to."""
        self._say()
        for one in result["alerts"]:
            outlets, langs = len(one["outlets"]), " ".join(one["languages"])
            self._say(f"{one['org']}: one alert for {outlets} outlets in {langs}")
        quiet = ", ".join(f"{name} {n}" for name, n in result["suppressed"].items())
        told = len(result["alerts"])
        self._say(f"{result['articles']} articles read, {told} alert(s); not told: {quiet}")
        if not self._once:
            self._say("Everything is told. The pages stay up; Ctrl-C ends the demo.", "dim")
