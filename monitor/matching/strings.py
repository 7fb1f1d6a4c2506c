"""Strings: many texts as one run of bytes, each made only when it is asked for."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """Texts by number; text i lies between two of `ends`."""

    data: bytearray
    ends: "array[int]"  # begins with 0

    def __len__(self) -> int:
        """Count the texts."""
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> str:
        """Give one text."""
        return self.data[self.ends[number] : self.ends[number + 1]].decode("utf-8", "surrogatepass")

    def add(self, text: str) -> None:
        """Put a text behind the others; for builders only."""
        self.data.extend(text.encode("utf-8", "surrogatepass"))
        self.ends.append(len(self.data))


def strings_of(texts: Iterable[str]) -> Strings:
    """Keep texts in the order they come in."""
    kept = Strings(data=bytearray(), ends=array("I", [0]))
    for text in texts:
        kept.add(text)
    return kept
