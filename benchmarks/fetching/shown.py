"""Shown: the rows as tables for people, on the terminal and in docs/performance.md."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.matching.shown import environment, markdown

Row = Mapping[str, Any]


def sections(found: Mapping[str, Any]) -> dict[str, str]:
    """Give the tables of a whole result by their names in the page."""
    return {
        "fetching-transport": transport(found["transport"]),
        "fetching-sweeps": "\n\n".join(sweeps(row) for row in found["sweeps"]),
        "fetching-environment": environment(found["env"]),
    }


def exits(found: Row) -> dict[str, str]:
    """Give the table of exits."""
    lines = [
        [
            str(row["kind"]),
            f"{row['clean']} of {row['runs']}",
            ", ".join(f"{how}: {n}" for how, n in row["bad"].items()) or "-",
        ]
        for row in found["rows"]
    ]
    return {"fetching-exits": markdown(["transport", "clean exits", "others"], lines)}


def transport(rows: Sequence[Row]) -> str:
    """Give CPU a request by case and client."""
    head = ["us of CPU a request", "httpx as installed", "httpx, `sniffio` there", "**ours**"]
    head += ["ours of installed", "of `sniffio` there", "x its requests a second"]
    return markdown(head, [_case(row) for row in rows])


def _case(row: Row) -> list[str]:
    us, of = row["us"], row["of"]
    kinds = ("stock", "stock-sniffio")
    cells = [f"{us[kind]:,}" if kind in us else "-" for kind in (*kinds, "ours")]
    rates = row["x_rate"]["stock-sniffio"]
    return [row["case"], *cells, *(_range(of.get(kind)) for kind in kinds), f"{rates[0]:.1f}"]


def sweeps(found: Row) -> str:
    """Give one set of sweeps."""
    head = [f"{found['feeds']} feeds, {found['in_flight']} in flight", "first: wall s"]
    head += ["ms CPU a feed", "x ours (wall)", "unchanged: wall s", "ms CPU a feed", "x ours (CPU)"]
    return markdown(head, [_sweep(row) for row in found["rows"]])


def _sweep(row: Row) -> list[str]:
    name = "**ours**" if row["kind"] == "ours" else f"{row['kind']} ({row['version']})"
    more = f" ({row['server_ms']:.2f} in the store's server)" if row["server_ms"] else ""
    return [
        name,
        f"{row['first_s']:.1f}",
        f"{row['first_ms']:.1f}",
        f"{row['x_first_wall']:.1f}",
        f"{row['s']:.2f}",
        f"{row['ms']:.2f}{more}",
        _range(row["x_cpu"]),
    ]


def _range(values: Sequence[float] | None) -> str:
    if values is None:
        return "-"
    middle, low, high = values
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"
