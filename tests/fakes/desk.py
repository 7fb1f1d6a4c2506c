"""An analyst's desk: a workspace with rules and an archive of the last days."""

import asyncio
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from monitor.clock import SystemClock
from monitor.ids import article_id, article_version
from monitor.intake.archive import Archive
from monitor.intake.lines import Line
from monitor.model import Article
from monitor.reasons import Reason
from tests.fakes.made import article

STRIKE = """\
rule: port-strike  # the id
title: Strike at a port
owner: logistics-desk
status: draft
match: >
  (strike OR walkout*) NEAR/S (port OR harbour)
  AND NOT title:football
except:
  - {name: rotterdam, why: Told every day., match: Rotterdam}
budget: 2/day
tests:
  - {text: Strike at the port., expect: {alert: true}}
  - {name: price, text: Strike price of wheat., expect: {alert: false}}
"""


@dataclass(frozen=True)
class Desk:
    """One workspace; verbs are called as from the command line, in this process."""

    folder: Path
    now: datetime = field(default_factory=lambda: SystemClock().now())

    @property
    def rule(self) -> Path:
        return self.folder / "rules" / "port-strike.yaml"

    def edit(self, old: str, new: str) -> None:
        text = self.rule.read_text("utf-8")
        assert old in text
        self.rule.write_text(text.replace(old, new), encoding="utf-8")

    def entry(self, title: str, *, hours: float = 1, **more: Any) -> Article:
        """An article of some hours ago."""
        at = self.now - timedelta(hours=hours)
        outlet = more.pop("outlet", "Herald")
        url = f"https://{outlet}.example/{title}".replace(" ", "-")
        found = article(title, outlet=outlet, url=url, published=at, seen=at, **more)
        version = article_version(found.title, found.lead, found.body)
        return replace(found, id=article_id(url), key=url, version=version, shown=version)

    def archived(
        self, *articles: Article, why: Reason | None = None, folder: str = "data/archive"
    ) -> None:
        """Put articles into the archive, on the days they came in."""
        archive = Archive(self.folder / folder)

        async def use() -> None:
            for one in articles:
                await archive.append([Line(article=one, why=why)], now=one.seen or self.now)

        asyncio.run(use())
        archive.close()

    def call(self, verb: str, *words: str, stdin: str | bytes = "") -> Result:
        """Call a verb with this desk as its workspace."""
        app = typer.Typer()
        name = verb.replace("-", "_")
        app.command()(getattr(importlib.import_module(f"monitor.cli.{name}"), name))
        return CliRunner().invoke(app, ["--dir", str(self.folder), *words], input=stdin)


def desk(folder: Path, rule: str = STRIKE) -> Desk:
    """Make a desk with one rule."""
    (folder / "rules").mkdir(parents=True)
    made = Desk(folder)
    made.rule.write_text(rule, encoding="utf-8")
    return made


def lines(result: Result) -> Sequence[str]:
    """Give what a verb printed."""
    assert not isinstance(result.exception, AssertionError | TypeError | KeyError), result.exception
    return result.stdout.splitlines()
