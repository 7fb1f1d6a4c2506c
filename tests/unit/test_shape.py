"""The house bars, read off the sources by `ast`: a broken one fails here, with its place."""

import ast
import re
import statistics
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES, MEDIAN_LINES, MOST_IN_FUNCTION = 400, 120, 50
PATCHES = ("mock" + ".patch", "Magic" + "Mock", "monkeypatch" + ".setattr")
RE_CALLS = {
    "compile",
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
}
CLOCK_CALLS = {("datetime", "now"), ("datetime", "utcnow"), ("time", "time")}
SLEEPERS = {"", "time", "asyncio"}
UNDONE = re.compile(r"#.*\b(?:TO" + r"DO|FIX" + r"ME)\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef
EXPECTING = re.compile(r"raises|fail|expect|assert|check|holds|judge|play|run")


@cache
def files(folder: str) -> tuple[Path, ...]:
    return tuple(sorted(p for p in (ROOT / folder).rglob("*.py") if p.stat().st_size))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def place(path: Path, node: ast.AST | None = None) -> str:
    line = getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}:{line}"


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions(folder: str) -> Iterator[tuple[Path, Function]]:
    for path in files(folder):
        for node in nodes(path):
            if isinstance(node, Function):
                yield path, node


def calls(folder: str) -> Iterator[tuple[Path, ast.Call, str, str]]:
    """Give each call with the name before the dot, if any, and the name called."""
    for path in files(folder):
        for node in nodes(path):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name):
                yield path, node, "", node.func.id
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "?")
                yield path, node, name, node.func.attr


def test_no_file_is_longer_than_400_lines() -> None:
    long = [place(p) for p in files("monitor") if lines(p) > MOST_LINES]
    assert not long


def test_the_median_file_has_at_most_120_lines() -> None:
    assert statistics.median(map(lines, files("monitor"))) <= MEDIAN_LINES


@pytest.mark.parametrize("folder", ["monitor", "tests"])
def test_no_function_is_longer_than_50_lines(folder: str) -> None:
    long = [
        place(path, f)
        for path, f in functions(folder)
        if (f.end_lineno or 0) - f.lineno + 1 > MOST_IN_FUNCTION
    ]
    assert not long


@pytest.mark.parametrize("folder", ["monitor", "tests"])
def test_every_parameter_and_return_is_annotated(folder: str) -> None:
    bare = []
    for path, f in functions(folder):
        given = [*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs]
        given += [a for a in (f.args.vararg, f.args.kwarg) if a]
        missing = [a for a in given if a.annotation is None and a.arg not in {"self", "cls"}]
        if missing or f.returns is None:
            bare.append(place(path, f))
    assert not bare


def test_tests_patch_nothing() -> None:
    patched = [
        f"{place(path)} {word}"
        for path in files("tests")
        for word in PATCHES
        if word in path.read_text("utf-8")
    ]
    assert not patched


def test_a_pattern_given_to_re_is_a_literal() -> None:
    """Patterns of analysts go to RE2, which is linear on any text; `re` gets only our own."""
    free = [
        place(path, call)
        for path, call, owner, name in calls("monitor")
        if owner == "re" and name in RE_CALLS and not _is_text(call.args[0])
    ]
    assert not free


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.BinOp) and _is_text(node.left) and _is_text(node.right)


def test_only_the_clock_asks_what_time_it_is() -> None:
    asked = [
        place(path, call)
        for path, call, owner, name in calls("monitor")
        if path.name != "clock.py"
        and ((owner, name) in CLOCK_CALLS or (name == "sleep" and owner in SLEEPERS))
        and not _yields(call)
    ]
    assert not asked


def _yields(call: ast.Call) -> bool:
    """`asyncio.sleep(0)` lets others run and asks for no time."""
    return bool(call.args) and getattr(call.args[0], "value", None) == 0


def test_a_blind_except_says_why() -> None:
    blind = []
    for path in files("monitor"):
        text = path.read_text("utf-8").splitlines()
        for node in nodes(path):
            if not isinstance(node, ast.ExceptHandler):
                continue
            named = getattr(node.type, "id", "" if node.type else "bare")
            said = re.search(r"# noqa: BLE001 - \S+ \S+", text[node.lineno - 1])
            if named == "bare" or (named in {"Exception", "BaseException"} and not said):
                blind.append((place(path, node), _raises_again(node)))
    assert not [where for where, again in blind if not again]


def _raises_again(node: ast.ExceptHandler) -> bool:
    return any(isinstance(n, ast.Raise) and n.exc is None for n in ast.walk(node))


def test_only_the_verbs_print() -> None:
    printed = [
        place(path, call)
        for path, call, owner, name in calls("monitor")
        if (owner, name) == ("", "print") and "cli" not in path.relative_to(ROOT).parts
    ]
    assert not printed


@pytest.mark.parametrize("folder", ["monitor", "tests"])
def test_nothing_is_left_for_later(folder: str) -> None:
    left = [place(p) for p in files(folder) if UNDONE.search(p.read_text("utf-8"))]
    assert not left


def test_nothing_is_a_stub() -> None:
    """A body that is only `...`, `pass` or NotImplementedError stands in protocols alone."""
    stubs = []
    for path in files("monitor"):
        for cls in (n for n in nodes(path) if isinstance(n, ast.Module | ast.ClassDef)):
            bases = [getattr(b, "id", "") for b in getattr(cls, "bases", ())]
            stubs += [
                place(path, f)
                for f in cls.body
                if isinstance(f, Function) and "Protocol" not in bases and _is_stub(f)
            ]
    assert not stubs


def _is_stub(function: Function) -> bool:
    body = [n for n in function.body if not _is_docstring(n)]
    undone = any(
        isinstance(n, ast.Raise) and "NotImplementedError" in ast.dump(n) for n in function.body
    )
    dots = len(body) == 1 and isinstance(body[0], ast.Expr) and _is_dots(body[0].value)
    return undone or dots


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and _is_text(node.value)


def _is_dots(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def test_there_are_as_many_lines_of_tests_as_of_code() -> None:
    assert sum(map(lines, files("tests"))) >= sum(map(lines, files("monitor")))


def test_every_test_expects_something() -> None:
    idle = [
        place(path, f)
        for path, f in functions("tests")
        if f.name.startswith("test_") and path.name.startswith("test_") and not _expects(f)
    ]
    assert not idle


def _expects(function: Function) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if EXPECTING.search(name):
                return True
    return _helps(function)


def _helps(function: Function) -> bool:
    """Tell whether the test hands its expectation on, as a scenario that is played."""
    names = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    return "play" in names


@pytest.mark.parametrize(
    ("source", "is_stub"),
    [
        ("def f() -> int:\n    '''Doc.'''\n    ...", True),
        ("def f() -> int:\n    raise NotImplementedError", True),
        ("def f() -> int:\n    '''Doc.'''\n    return 1", False),
        ("def f() -> None:\n    '''Doc.'''", False),
    ],
)
def test_the_measure_of_stubs_measures(source: str, is_stub: bool) -> None:
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert _is_stub(function) == is_stub


@pytest.mark.parametrize(
    ("source", "expects"),
    [
        ("def test_x() -> None:\n    assert 1", True),
        ("def test_x() -> None:\n    with pytest.raises(ValueError):\n        f()", True),
        ("def test_x() -> None:\n    f()", False),
    ],
)
def test_the_measure_of_expectations_measures(source: str, expects: bool) -> None:
    measure: Callable[[Function], bool] = _expects
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert measure(function) == expects
