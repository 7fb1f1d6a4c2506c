"""`--format json`: one list of objects, for scripts."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from monitor.rulebook.diagnostic import Diagnostic

SUMMED = False


def render(found: Sequence[Diagnostic], *, root: str = "") -> str:
    """Write a list of objects with the fields of `Diagnostic`, one line for all."""
    del root
    return json.dumps([asdict(fault) for fault in found], ensure_ascii=False)
