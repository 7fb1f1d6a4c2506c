"""The `monitor` command: one verb, one file, imported when it is called."""

import difflib
import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from monitor.errors import MonitorError


class _Verbs(TyperGroup):
    """A group whose commands are the modules of a package: `try_.py` is the verb `try`."""

    package = "monitor.cli"

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class's signature
        """List the verbs by their files."""
        path = importlib.import_module(self.package).__path__
        found = [m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")]
        return sorted(name.rstrip("_").replace("_", "-") for name in found)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the verb that was meant; a misspelt one is answered with the nearest."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = difflib.get_close_matches(name, known, 1)
            ctx.fail(f'no verb "{name}"' + (f' (did you mean "{near[0]}"?)' if near else ""))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one verb's file; its function bears the file's name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        stem = cmd_name.replace("-", "_")
        package = importlib.import_module(self.package)
        files = {m.name for m in pkgutil.iter_modules(package.__path__)}
        module = importlib.import_module(f"{self.package}.{stem if stem in files else stem + '_'}")
        if hasattr(module, "__path__"):  # a folder of verbs: `monitor sources list`
            return _group(module.__name__, cmd_name, module.__doc__ or "")
        name = module.__name__.rpartition(".")[2]
        app = typer.Typer(add_completion=False, rich_markup_mode="rich")
        app.command(name=cmd_name)(getattr(module, name))
        return get_command(app)


def _group(package: str, name: str, doc: str) -> Any:
    verbs = type("_Group", (_Verbs,), {"package": package})
    app = typer.Typer(add_completion=False, cls=verbs, name=name, help=doc, no_args_is_help=True)
    app.callback()(_nothing)
    return get_command(app)


def _nothing() -> None:
    """Stand in for options of a group that has none."""


def _application() -> typer.Typer:
    app = typer.Typer(
        cls=_Verbs,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        help="Watch the news by analysts' rules; one story, one alert.",
    )
    app.callback()(_nothing)
    return app


def main() -> None:
    """Run the command line: 0 = fine, 1 = failed, 2 = wrong usage."""
    os.umask(0o077)
    try:
        _application()()
    except MonitorError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `monitor ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def workspace(folder: Path) -> Path:
    """Give the workspace of a `--dir`; a folder without rules/ is refused with what to do."""
    if not (folder / "rules").is_dir():
        raise typer.BadParameter(
            f"{folder}: no rules/ here; `monitor init {folder}` writes a workspace",
            param_hint="--dir",
        )
    return folder
