"""`--format sarif`: SARIF 2.1.0, for code scanning; columns count code points."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from monitor.rulebook.diagnostic import Diagnostic, Fix
from monitor.rulebook.explain import Explanation, explained

SUMMED = False
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(found: Sequence[Diagnostic], *, root: str = "") -> str:
    """Write one run with the rules that it tells of, each with its help."""
    known = explained()
    codes = sorted({fault.code for fault in found})
    driver = {"name": "monitor", "rules": [_rule(code, known.get(code)) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault, codes.index(fault.code), root) for fault in found],
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False)


def _rule(code: str, known: Explanation | None) -> Mapping[str, Any]:
    if known is None:
        return {"id": code}
    level = "warning" if code.startswith("W") else "error"
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.means},
        "help": {"text": known.plain(), "markdown": known.markdown()},
        "defaultConfiguration": {"level": level},
    }


def _result(fault: Diagnostic, index: int, root: str) -> Mapping[str, Any]:
    artifact = {"uri": quote(root + fault.file)}
    region = _region(fault)
    result: dict[str, Any] = {
        "ruleId": fault.code,
        "ruleIndex": index,
        "level": fault.severity,
        "message": {"text": fault.told},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if fault.fix is not None:
        replacement = {
            "deletedRegion": _region(fault.fix),
            "insertedContent": {"text": fault.fix.text},
        }
        change = {"artifactLocation": artifact, "replacements": [replacement]}
        described = {"text": f"write {fault.fix.text}"}
        result["fixes"] = [{"description": described, "artifactChanges": [change]}]
    return result


def _region(place: Diagnostic | Fix) -> Mapping[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
