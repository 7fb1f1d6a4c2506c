"""Files that verbs write: whole or not at all."""

from pathlib import Path

from monitor.errors import SettingsError


def write(path: Path, data: bytes) -> None:
    """Write a file by rename, with the mode it has; raises SettingsError when that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(data)
        fresh.chmod(mode)
        fresh.replace(path)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
