"""A throw-away authority: root, intermediate and a leaf for `*.news.example`, all P-256."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = "subjectAltName=DNS:news.example,DNS:*.news.example\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Files: the root that clients trust, the server's chain, its key."""

    root: Path
    chain: Path
    key: Path


def made(folder: Path) -> Authority:
    """Make one with the program `openssl`; raises FileNotFoundError where there is none."""
    program = shutil.which("openssl")
    if program is None:
        raise FileNotFoundError("no program `openssl`")
    maker = _Maker(program, folder)
    maker.root()
    maker.signed("between", by="root", extension="basicConstraints=critical,CA:TRUE\n")
    maker.signed("leaf", by="between", extension=NAMES)
    chain = folder / "chain.pem"
    chain.write_bytes((folder / "leaf.pem").read_bytes() + (folder / "between.pem").read_bytes())
    return Authority(root=folder / "root.pem", chain=chain, key=folder / "leaf.key")


@dataclass(frozen=True, slots=True)
class _Maker:
    program: str
    folder: Path

    def root(self) -> None:
        self._key("root")
        self._run("req", "-x509", "-new", "-key", "root.key", "-subj", "/CN=root", "-days", "9",
                  "-out", "root.pem")  # fmt: skip

    def signed(self, name: str, *, by: str, extension: str) -> None:
        self._key(name)
        (self.folder / f"{name}.ext").write_text(extension, "ascii")
        self._run("req", "-new", "-key", f"{name}.key", "-subj", f"/CN={name}",
                  "-out", f"{name}.csr")  # fmt: skip
        self._run("x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key",
                  "-CAcreateserial", "-days", "9", "-extfile", f"{name}.ext",
                  "-out", f"{name}.pem")  # fmt: skip

    def _key(self, name: str) -> None:
        self._run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")

    def _run(self, *words: str) -> Sequence[str]:
        subprocess.run((self.program, *words), cwd=self.folder, check=True, capture_output=True)
        return words
