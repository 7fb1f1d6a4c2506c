"""Workspaces of any size, drawn from a seed: what analysts would write, many times over.

    python -m tests.fakes.workspaces FOLDER 3000

The packs, routes and receivers are the shipped ones; rules, concepts and lists are drawn.
"""

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "rules"
_ONSETS = (*"bcdfghklmnprstv", "br", "cr", "dr", "gr", "pl", "st", "tr", "sh", "ch")
_VOWELS = (*"aeiou", "ea", "ou", "ai")
_CODAS = ["", "n", "r", "l", "s", "t", "nd", "rt", "st", "ck", "m"]
_FIELDS = ("title", "top", "lead", "body")
_DESKS = ("people-desk", "cyber-desk", "logistics-desk", "energy-desk")


def write(folder: Path, *, rules: int, seed: int = 1) -> None:
    """Write a workspace with so many rule files."""
    for name, text in files(rules=rules, seed=seed):
        path = folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in ("events", "entities", "concepts"):
        shutil.copytree(SHIPPED / name, folder / "rules" / name, dirs_exist_ok=True)
    for name in ("routes.yaml", "receivers.yaml"):
        shutil.copy(SHIPPED / name, folder / "rules" / name)


def files(*, rules: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Draw the files: rules, and the concepts and lists they refer to."""
    drawn = _Draw(random.Random(seed))
    for number in range(max(1, rules // 30)):
        yield f"concepts/idea-{number}.yaml", drawn.concept(number)
    for number in range(max(1, rules // 300)):
        yield f"entities/list-{number}.yaml", drawn.entities(number)
    for number in range(rules):
        yield f"desk-{number % 20}/rule-{number}.yaml", drawn.rule(number, rules)


class _Draw:
    """Draws words and files."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._words = sorted({self._made() for _ in range(6_000)})

    def _made(self) -> str:
        rng = self._rng
        one = (rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(2))
        return "".join(one)

    def word(self) -> str:
        """Draw one word, common ones more often."""
        return self._words[int(len(self._words) * self._rng.random() ** 2)]

    def _name(self) -> str:
        return f"{self.word().title()} {self.word().title()}"

    def _term(self) -> str:
        draw = self._rng.random()
        if draw < 0.55:
            return self.word()
        if draw < 0.7:
            return f"{self.word()}~"
        if draw < 0.8:
            return f"{self.word()}*"
        return f'"{self.word()} {self.word()}"'

    def _any(self, least: int, most: int) -> str:
        terms = [self._term() for _ in range(self._rng.randint(least, most))]
        return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"

    def concept(self, number: int) -> str:
        """Draw words for one idea in four languages."""
        lines = [f"concept: idea-{number}", "any: []"]
        for lang in ("en", "de", "it", "fr"):
            words = ", ".join(f"{self.word()}~" for _ in range(4))
            lines.append(f'{lang}: [{words}, "{self.word()}{{s,n}} .. {self.word()}"]')
        lines.append(f"not: {{de: [{self.word()} {self.word()}]}}")
        return "\n".join(lines) + "\n"

    def entities(self, number: int) -> str:
        """Draw a list of forty organisations with one person each."""
        lines = [f"entities: list-{number}", "kind: org", "list:"]
        for at in range(40):
            lines += [
                f"  - id: org-{number}-{at}",
                f"    name: {self._name()}",
                f"    aliases: {{any: [{self._name()}], de: [{self._name()} AG]}}",
                "    people:",
                f"      - {{id: person-{number}-{at}, name: {self._name()}, role: ceo}}",
            ]
        return "\n".join(lines) + "\n"

    def rule(self, number: int, rules: int) -> str:
        """Draw one rule: two in three of keywords, the others of names, values or events."""
        rng = self._rng
        key, sure = self.word(), self.word()
        lists = f"list-{rng.randrange(max(1, rules // 300))}"
        lets = [f"  hedge: {self._any(2, 5)}"] if rng.random() < 0.3 else []
        match = self._match(key, sure, lists, rules)
        match += "\n  AND NOT title:$hedge" if lets else ""
        lines = [
            f"rule: rule-{number}",
            f"title: When {self.word()} meets {self.word()}",
            f"about: The {self.word()} of {self.word()}, as the desk asked for it.",
            f"owner: {rng.choice(_DESKS)}",
            "status: live",
            *(["let:", *lets] if lets else []),
            "match: >",
            f"  {match}",
            *self._more(),
            self._alert(key),
            "tests:",
            f"  - {{text: The {key} and {sure} of today., expect: {{alert: true}}}}",
            f"  - {{name: other, text: Nothing of {self.word()} here., expect: {{alert: false}}}}",
            "  - name: long",
            f"    title: News of {self.word()}",
            f"    body: Some {self.word()} is not {self.word()}, and {self.word()} is late.",
            "    expect: {alert: false}",
        ]
        return "\n".join(lines) + "\n"

    def _alert(self, key: str) -> str:
        severity, tag = self._rng.choice(("low", "normal", "high")), self.word()
        headline = f'"{key.title()}: {{title}}"'
        return f"alert: {{severity: {severity}, headline: {headline}, labels: {{tag: [{tag}]}}}}"

    def _match(self, key: str, sure: str, lists: str, rules: int) -> str:
        draw = self._rng.random()
        first = f"({key} OR {self._any(2, 6)[1:]}"
        if draw < 0.45:
            return f"{first}\n  AND ({sure} OR {self._any(3, 8)[1:]}"
        if draw < 0.6:
            return f"{first} NEAR/{self._rng.randint(2, 12)} ({sure} OR {self._any(2, 5)[1:]}"
        if draw < 0.7:
            return f"({first} OR @idea-{self._rng.randrange(max(1, rules // 30))}) AND {sure}"
        if draw < 0.75:
            return f"{first} AND (/{sure}.{{0,40}}{self.word()}/ OR {sure})"
        if draw < 0.85:
            return f"({first} AND {sure}) OR (value(money) NEAR/10 entity(org in {lists}))"
        event = f"event(executive-change, direction: out, org in {lists}, role_class: not unit)"
        return f"({first} AND {sure}) OR {event}"

    def _more(self) -> list[str]:
        """Draw the keys that few rules have."""
        lines: list[str] = []
        if self._rng.random() < 0.15:
            lines += ["facts:", f"  paid: value(money) NEAR/10 ({self.word()} OR {self.word()})"]
        if self._rng.random() < 0.15:
            lines += [
                "except:",
                f"  - name: known-{self.word()}",
                "    why: Told in March.",
                f"    match: {self._any(2, 3)}",
                "    until: 2027-12-31",
            ]
        if self._rng.random() < 0.3:
            lines += ["story: {then: update, window: 3d}"]
        return lines


if __name__ == "__main__":
    write(Path(sys.argv[1]), rules=int(sys.argv[2]))
