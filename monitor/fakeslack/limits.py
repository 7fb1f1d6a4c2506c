"""Slack's own limits on a message, with the error names Slack answers."""

from collections.abc import Mapping, Sequence
from typing import Any

_TEXT = {"header": 150, "section": 3000}
_COUNTS = {"fields": 10, "context": 10, "actions": 25}


def size(text: str) -> int:
    """Count as Slack does: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fault_of(message: Mapping[str, Any]) -> str:
    """Give the error name for a message Slack would refuse, empty if it is fine."""
    text = message.get("text") or ""
    blocks = message.get("blocks") or []
    if not text and not blocks:
        return "no_text"
    if size(text) > 40_000:
        return "msg_too_long"
    if not isinstance(blocks, list) or len(blocks) > 50:
        return "invalid_blocks"
    if any(_block_fault(block) for block in blocks):
        return "invalid_blocks"
    if sum(size(part) for block in blocks for part in texts(block)) > 13_200:
        return "msg_blocks_too_long"
    return _metadata_fault(message.get("metadata"))


def texts(node: Any) -> Sequence[str]:
    """Collect every text inside a block, in order."""
    if isinstance(node, Mapping):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [t for k, v in node.items() if k != "text" or not own for t in texts(v)]
    if isinstance(node, list):
        return [t for item in node for t in texts(item)]
    return []


def _block_fault(block: Any) -> bool:
    kind = block.get("type") if isinstance(block, Mapping) else None
    if kind not in {"header", "section", "context", "actions", "rich_text", "divider"}:
        return True
    if kind == "header" and _plain(block.get("text"), 150):
        return True
    if kind == "section" and _section_fault(block):
        return True
    elements = block.get("elements", [])
    if kind in _COUNTS and not 0 < len(elements) <= _COUNTS[kind]:
        return True
    return kind == "actions" and any(_button_fault(e) for e in elements)


def _section_fault(block: Mapping[str, Any]) -> bool:
    fields = block.get("fields", [])
    text = block.get("text")
    if not fields and not text:
        return True
    if text and not 0 < size(text.get("text", "")) <= _TEXT["section"]:
        return True
    return len(fields) > _COUNTS["fields"] or any(
        not 0 < size(f.get("text", "")) <= 2000 for f in fields
    )


def _plain(text: Any, limit: int) -> bool:
    return (
        not isinstance(text, Mapping)
        or text.get("type") != "plain_text"
        or not 0 < size(text.get("text", "")) <= limit
    )


def _button_fault(element: Any) -> bool:
    return (
        not isinstance(element, Mapping)
        or _plain(element.get("text"), 75)
        or size(element.get("value", "")) > 2000
        or size(element.get("url", "")) > 3000
    )


def _metadata_fault(metadata: Any) -> str:
    if metadata is None:
        return ""
    if not isinstance(metadata, Mapping) or not metadata.get("event_type"):
        return "invalid_metadata_format"
    payload = metadata.get("event_payload")
    if not isinstance(payload, Mapping) or any(
        isinstance(v, Mapping | list) for v in payload.values()
    ):
        return "invalid_metadata_schema"
    return "metadata_too_large" if size(str(dict(payload))) > 8_000 else ""
