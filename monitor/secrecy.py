"""Secrets that must not be seen, in whatever form they would be printed."""

import base64
import json
import re
from typing import Any
from urllib.parse import quote

_PATTERNS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|whsec_[\w+/=]+|(?<=hooks\.slack\.com/services/)[\w/]+"
    r"|(?<=Bearer )[\w.~+/=-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=[?&](?:key|sig)=)[^&\s]+|(?<=[?&]code=)[^&\s]+"
    r"|(?<=[?&]token=)[^&\s]+|(?<=[?&]secret=)[^&\s]+|(?<=[?&]password=)[^&\s]+"
)


class Secrets:
    """The values that must not be seen, in every form they could be printed in."""

    def __init__(self) -> None:
        """Start with none."""
        self._forms: dict[str, str] = {}

    def add(self, name: str, value: str) -> None:
        """Register a value; those shorter than six characters would blank ordinary words."""
        if len(value) < 6:
            return
        raw = value.encode()
        for form in (
            value,
            quote(value, safe=""),
            base64.b64encode(raw).decode().rstrip("="),
            json.dumps(value)[1:-1],
        ):
            self._forms[form] = name

    def clean(self, text: str) -> str:
        """Replace every registered value, and what looks like one, by `[secret NAME]`."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, f"[secret {self._forms[form]}]")
        return _PATTERNS.sub("[secret]", text)

    def cleaned(self, value: Any) -> Any:
        """Clean the text inside a log value, however nested."""
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, dict):
            return {k: self.cleaned(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.cleaned(v) for v in value]
        return value if isinstance(value, int | float | bool | None) else self.clean(str(value))
