"""Environments: peers live in ones of their own, made from pinned and hashed requirements."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / ".peers"  # git-ignored


def python_of(wanted: Path) -> Path:
    """Give the interpreter of an environment that holds what a requirements file says.

    Raises CalledProcessError when it cannot be made, for want of a package index.
    """
    folder = FOLDER / wanted.stem
    python, stamp = folder / "bin" / "python", folder / "stamp"
    text = wanted.read_text("utf-8")
    if not stamp.exists() or stamp.read_text("utf-8") != text:
        subprocess.check_call((sys.executable, "-m", "venv", "--clear", str(folder)))
        subprocess.check_call(
            (str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(wanted))
        )
        stamp.write_text(text, "utf-8")
    return python
