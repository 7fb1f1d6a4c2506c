"""Figures: rows as JSON has them, and the goals they are held against (`performance.md` 3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks import fair
from benchmarks.fair import Environment
from benchmarks.matching.row import Row

Figures = Mapping[str, Any]  # rows and results as JSON has them
BARE_US = {1_000: 73.0, 10_000: 126.0, 100_000: 262.0}  # where the absolute goals hold
MAIN = 10_000  # the row that gives the scale
ARTICLES_S = {1_000: 4_000, 10_000: 3_000, 100_000: 1_000}
X_NAIVE = {1_000: 500.0, 10_000: 2_500.0}
X_BARE = {10_000: 2.5, 100_000: 4.0}
P99_P50 = {10_000: 3.0}
HOSTILE_MS, EXPONENT, CHECK_S = 20.0, 1.1, 2.0
SHARED_MIB = {100_000: 300.0}
GROWTH = 5.0  # in time from 1,000 to 100,000 rules


def scale_of(rows: Sequence[Row]) -> float:
    """Tell how much slower this machine is than the one of the goals: by its bare pass."""
    known = [row for row in rows if row.rules in BARE_US] or list(rows)
    row = next((row for row in known if row.rules == MAIN), known[0])
    return row.bare * 1e6 / BARE_US.get(row.rules, BARE_US[MAIN])


def short_of(rows: Sequence[Row]) -> list[str]:
    """Tell which goals the rows fall short of, a line each."""
    scale = scale_of(rows)
    lines = [line for row in rows if not row.shared for line in _short(row, scale)]
    by_rules = {row.rules: row for row in rows if not row.shared}
    if {1_000, 100_000} <= by_rules.keys():
        grown = by_rules[100_000].ours / by_rules[1_000].ours
        if grown > GROWTH:
            lines.append(f"1,000 to 100,000 rules: {grown:.2f} times as long, at most {GROWTH}")
    return lines


def _short(row: Row, scale: float) -> Iterator[str]:
    least = ARTICLES_S.get(row.rules, 0)
    if row.articles_s * scale < least:
        yield f"{row.rules:,} rules: {row.articles_s * scale:,.0f} articles/s, at least {least:,}"
    least_x = X_NAIVE.get(row.rules, 0)
    if row.x_naive and row.x_naive.median < least_x:
        yield f"{row.rules:,} rules: {row.x_naive.median:,.0f} x naive, at least {least_x:,.0f}"
    most = X_BARE.get(row.rules)
    if most and row.x_bare.median > most:
        yield f"{row.rules:,} rules: {row.x_bare.median:.2f} x bare, at most {most}"
    most = P99_P50.get(row.rules)
    if most and row.p99_p50 > most:
        yield f"{row.rules:,} rules: p99 is {row.p99_p50:.2f} x p50, at most {most}"


def more_short_of(more: Figures) -> list[str]:
    """Tell which goals the other results fall short of."""
    return [line for line in _more_short(more) if line]


def _more_short(more: Figures) -> Iterator[str]:
    slow = {**more["hostile_text_ms"], **more["hostile_pattern_ms"]}
    for name, ms in slow.items():
        if ms is not None and ms > HOSTILE_MS:
            yield f"hostile, {name}: {ms:.1f} ms an article, at most {HOSTILE_MS}"
    if more["article_exponent"] > EXPONENT:
        yield f"article size: exponent {more['article_exponent']}, at most {EXPONENT}"
    for row in more["fresh"]:
        most = SHARED_MIB.get(row["rules"])
        if most and row["engine_mib"] > most:
            yield f"{row['rules']:,} rules: {row['engine_mib']} MiB, at most {most}"
    check = more["check"]
    if check["cpu_s"] > CHECK_S:
        yield f"check of {check['files']:,} files: {check['cpu_s']} s, at most {CHECK_S}"


def figures(
    rows: Sequence[Row], env: Environment, *, ok: bool, more: Mapping[str, object] | None = None
) -> Figures:
    """Give the JSON object: the goal figures of the main row come first."""
    main = next((row for row in rows if row.rules == MAIN and not row.shared), rows[0])
    return {
        "ok": ok,
        "rules": main.rules,
        "articles_s": round(main.articles_s),
        "x_naive": round(main.x_naive.median) if main.x_naive else None,
        "x_bare": round(main.x_bare.median, 2),
        "bare_us": round(main.bare * 1e6, 1),
        "p99_p50": round(main.p99_p50, 2),
        "scale": round(scale_of(rows), 3),
        "rows": [row_figures(row) for row in rows],
        **(more or {}),
        "env": fair.json_ready(env),
    }


def row_figures(row: Row) -> Figures:
    """Give one row: times in microseconds an article."""
    times = {
        "ours_us": row.ours,
        "p50_us": row.p50,
        "p99_us": row.p99,
        "bare_us": row.bare,
        "normalise_us": row.normalise,
        "naive_us": row.naive,
    }
    ratios = {"x_bare": row.x_bare, "x_naive": row.x_naive, "x_floor": row.x_floor}
    return {
        "rules": row.rules,
        "shared": row.shared,
        "articles": row.articles,
        "articles_s": round(row.articles_s),
        **{name: t and round(t * 1e6, 1) for name, t in times.items()},
        **{name: r and [round(v, 3) for v in asdict(r).values()] for name, r in ratios.items()},
        **{name: round(value, 2) for name, value in asdict(row.counts).items()},
        "parse_s": round(row.parse_s, 2),
        "build_s": round(row.build_s, 2),
    }
