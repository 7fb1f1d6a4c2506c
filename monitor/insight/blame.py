"""Why a rule does not alert on an article: the clause to blame, in a few words. Pure."""

from dataclasses import dataclass

from monitor.matching.trace import Step, Trace

_NOT = "NOT "
_LONGEST = 120  # code points of a clause that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A rule's verdict on an article, and what decided it."""

    verdict: str  # alert, no_match, or the Reason of the match
    clause: str = ""  # as written in the rule; empty when a gate or an exception decided
    first: str = ""  # the clause, of alternatives the first: where it stands in the file
    why: str = ""  # what was found instead, if there is something to tell
    held: tuple[str, ...] = ()  # clauses beside it that did hold, with their words


def blame(trace: Trace) -> Blame:
    """Find the first clause that failed on the branch that came furthest."""
    match = trace.match
    verdict = "no_match" if match is None else str(match.reason or "alert")
    if trace.root.held:
        return Blame(verdict=verdict, why=match.because if match else "")
    failed = _furthest(trace.root)
    held = (step for step in _leaves(trace.root, into_not=False) if step.held and step.evidence)
    return Blame(
        verdict=verdict,
        clause=_text(failed),
        first=_first(failed),
        why=failed.why_not or _found(failed),
        held=tuple(map(_shown, held)),
    )


def phrase(found: Blame) -> str:
    """Say what a rule wants, in one line: for what was lost or gained by an edit."""
    if found.verdict == "alert":
        return "alerts"
    if not found.clause:
        return f"{found.verdict}: {found.why}" if found.why else found.verdict
    clause = shortened(found.clause)
    if clause.startswith(_NOT):
        words = f": {found.why}" if found.why else ""
        return f"refuses {clause.removeprefix(_NOT)}{words}"
    return f"needs {clause}" + (f": {found.why}" if found.why else "")


def shortened(clause: str) -> str:
    """Cut a long clause: its beginning tells which one it is."""
    flat = " ".join(clause.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 3].rstrip() + "..."


def _found(failed: Step) -> str:
    """For a NOT, tell the words it was not to find."""
    if not failed.clause.startswith(_NOT):
        return ""
    words = [span for step in _leaves(failed) if step.held for span in step.evidence]
    return ", ".join(f'"{w.text}" {w.field} {w.start}-{w.end}' for w in words[:3])


def _furthest(step: Step) -> Step:
    """Go down to the part to blame; of alternatives of which nothing held, it is all of them."""
    failing = [part for part in step.parts if not part.held]
    if step.clause.startswith(_NOT) or not failing:
        return step
    if step.clause != "OR":
        return _furthest(failing[0])
    best = max(failing, key=_progress)
    return _furthest(best) if _progress(best) else step


def _progress(step: Step) -> float:
    """Give the share of a branch that held."""
    if step.held or not step.parts:
        return float(step.held)
    return sum(map(_progress, step.parts)) / len(step.parts)


def _text(step: Step) -> str:
    """Write a clause; what has no text of its own is written by its parts."""
    if step.clause not in {"AND", "OR"}:
        return step.clause
    parts = (f"({_text(p)})" if p.clause in {"AND", "OR"} else p.clause for p in step.parts)
    return f" {step.clause} ".join(parts)


def _first(step: Step) -> str:
    return _first(step.parts[0]) if step.clause in {"AND", "OR"} else step.clause


def _leaves(step: Step, *, into_not: bool = True) -> tuple[Step, ...]:
    if not step.parts:
        return (step,)
    if step.clause.startswith(_NOT) and not into_not:
        return ()
    return tuple(leaf for part in step.parts for leaf in _leaves(part, into_not=into_not))


def _shown(step: Step) -> str:
    first = step.evidence[0]
    return f"{step.clause} {first.field} {first.start}-{first.end}"
