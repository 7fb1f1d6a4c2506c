"""Shown: the rows as a table for people, on the terminal and in docs/performance.md."""

from collections.abc import Iterator, Sequence

from benchmarks.matching.figures import Figures

MAIN_ROWS = (1_000, 10_000, 100_000)


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Give a table."""
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def table(rows: Sequence[Figures]) -> str:
    """Give what the rows measured, a column a number of rules."""
    head = ["us an article (articles/s/core)", *map(_title, rows)]
    lines = [
        ("normalise only", "normalise_us", _rate),
        ("bare automaton pass, text normalised", "bare_us", _rate),
        ("**ours**", "ours_us", _rate),
        ("naive `re` loop", "naive_us", _rate),
    ]
    shown = [[name, *(form(row.get(key)) for row in rows)] for name, key, form in lines]
    return markdown(
        head,
        [
            *shown,
            ["p50 / p99", *(f"{r['p50_us']:,.0f} / {r['p99_us']:,.0f}" for r in rows)],
            ["ours x bare pass (lowest-highest)", *(_ratio(row["x_bare"]) for row in rows)],
            ["ours x (normalise + pass)", *(_ratio(row["x_floor"]) for row in rows)],
            ["naive x ours", *(_ratio(row["x_naive"]) for row in rows)],
            ["hits / candidates / matches", *map(_counts, rows)],
            ["parse and compile / build, CPU s", *map(_built, rows)],
        ],
    )


def peers(rows: Sequence[Figures]) -> str:
    """Give the peers, at 10,000 rules."""
    head = ["peer, in batches", "us an article (articles/s/core)", "x ours", "matches an article"]
    return markdown(
        head,
        [
            [
                f"{row['version']}, {row['batch']}",
                _rate(row["us"]),
                _ratio(row["x_ours"]),
                f"{row['matches']:.2f}",
            ]
            for row in rows
        ],
    )


def fresh(rows: Sequence[Figures]) -> str:
    """Give memory and start by number of rules."""
    names = {
        "parse_s": "parse and compile, CPU s",
        "build_s": "build, CPU s",
        "cold_s": "start from the cache, CPU s",
        "edit_ms": "one rule edited, ms",
        "engine_mib": "engine, MiB (PSS)",
        "bytes_a_rule": "bytes a rule",
        "unshared_mib": "of it no longer shared after 434 articles, MiB a forked matcher",
        "peak_mib": "peak of the process, MiB (VmHWM)",
    }
    head = ["in a fresh process", *(f"{row['rules']:,} rules" for row in rows)]
    known = [key for key in names if any(key in row for row in rows)]
    return markdown(head, [[names[key], *(f"{row[key]:,}" for row in rows)] for key in known])


def grown(found: Figures) -> str:
    """Give how time grows with the rules and with the length of an article."""
    rows = [row for row in found["rows"] if not row["shared"]]
    rules = markdown(
        ["rules", *(f"{row['rules']:,}" for row in rows)],
        [["us an article", *(f"{row['ours_us']:,.0f}" for row in rows)]],
    )
    sizes = markdown(
        ["article, characters", *(f"{int(size):,}" for size in found["article_us"])],
        [
            [name, *(f"{value:,.{digits}f}" for value in found[key].values())]
            for name, key, digits in (
                ("us, the same words over and over", "article_us", 0),
                ("matches of it", "article_matches", 1),
                ("us, several articles joined: ever new words", "joined_us", 0),
                ("matches of it", "joined_matches", 1),
            )
        ],
    )
    times = f"{found['rules_times']:.2f} times as long from the first to the last column"
    return f"""{rules}

{times}; exponent {found["rules_exponent"]:.2f}.

{sizes}

Exponent over the same words {found["article_exponent"]:.2f} (1 = linear)."""


def hostile(found: Figures) -> str:
    """Give hostile texts and patterns, the slowest first."""
    return "\n\n".join(
        markdown(["ms an article", what], _slowest(found[key]))
        for key, what in (
            ("hostile_text_ms", "100 kB of text, 10,000 rules and 8 made to hurt"),
            ("hostile_pattern_ms", "pattern, on its worst 100 kB"),
        )
    )


def _slowest(values: Figures) -> list[list[str]]:
    order = sorted(values.items(), key=lambda item: -(item[1] or 0.0))
    return [[_ms(ms), _code(name)] for name, ms in order]


def _ms(ms: float | None) -> str:
    return "refused at load" if ms is None else f"{ms:.2f}"


def _code(name: str) -> str:
    shown = name.replace("|", "\\|")
    return (
        name if name.replace(" ", "").replace(",", "").replace("-", "").isalpha() else f"`{shown}`"
    )


def generated(found: Figures) -> str:
    """Hold the generated articles against real ones."""
    lines = [
        [f"{int(rules):,}", name, f"{real:g}", f"{own:.3g}", f"{own / real - 1:+.0%}"]
        for rules, values in found.items()
        for name, (real, own) in values.items()
    ]
    return markdown(["rules", "an article", "real news", "generated", "off"], lines)


def check(found: Figures) -> str:
    """Give what `monitor check` took."""
    return markdown(
        ["`monitor check`", "CPU s", "wall s"],
        [[f"{found['files']:,} rule files", f"{found['cpu_s']:.2f}", f"{found['wall_s']:.2f}"]],
    )


def environment(env: Figures) -> str:
    """Give where and when, in one line."""
    libraries = ", ".join(f"{name} {version}" for name, version in env["libraries"].items())
    return (
        f"{env['date']}, commit {env['commit']}, {env['cpu']}, {env['cores']} cores, load "
        f"{env['load_before']} before and {env['load_after']} after, Python {env['python']}, "
        f"{libraries}, hash seed {env['hash_seed']}."
    )


def sections(found: Figures) -> Iterator[tuple[str, str]]:
    """Give what docs/performance.md holds between its marks, by name."""
    own = [row for row in found["rows"] if not row["shared"]]
    yield "matching-generated", generated(found["generated"])
    yield "matching", table([row for row in own if row["rules"] in MAIN_ROWS])
    yield "matching-shared", table([row for row in found["rows"] if row["shared"]])
    yield "matching-peers", peers(found["peers"])
    yield "matching-fresh", fresh(found["fresh"])
    yield "matching-growth", grown(found)
    yield "matching-hostile", hostile(found)
    yield "matching-check", check(found["check"])
    note = f" {found['note']}" if "note" in found else ""
    shown = f"{environment(found['env'])} Scale {found['scale']:.2f}.{note}"
    yield "matching-environment", shown


def _title(row: Figures) -> str:
    shared = f", {row['shared']} shared lists" if row["shared"] else ""
    return f"{row['rules']:,} rules{shared}"


def _rate(us: float | None) -> str:
    if us is None:
        return "-"
    rate = 1e6 / us
    return f"{us:,.0f} ({rate:,.2f})" if rate < 10 else f"{us:,.0f} ({rate:,.0f})"


def _ratio(values: Sequence[float] | None) -> str:
    if values is None:
        return "-"
    median, low, high = (f"{v:,.0f}" if v >= 100 else f"{v:.2f}" for v in values)
    return f"{median} ({low}-{high})"


def _counts(row: Figures) -> str:
    return f"{row['hits']:.0f} / {row['candidates']:.1f} / {row['matches']:.2f}"


def _built(row: Figures) -> str:
    return f"{row['parse_s']:.1f} / {row['build_s']:.2f}"
