"""Text files at the edge: read with limits, written whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path

from twin.problems import InputError, Problem

LIMIT_BYTES = 64 * 1024 * 1024


def read_text(path: Path, limit_bytes: int = LIMIT_BYTES) -> str:
    """Return the text of a UTF-8 file; a file over ``limit_bytes`` is never opened.

    Raises
    ------
    InputError
        When there is no such file, it is no regular file, too large, binary, or not UTF-8.
    """
    try:
        status = path.stat()
        fault = _unreadable(status, limit_bytes)
        if fault is None:
            return _decoded(path, path.read_bytes())
    except OSError as error:
        fault = (f"cannot be read: {error.strerror or error}", "a readable file")
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        fault = ("is no file name", "a path")
    raise InputError([Problem(str(path), None, "", *fault)])


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file so that a reader sees the old text or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _unreadable(status: os.stat_result, limit_bytes: int) -> tuple[str, str] | None:
    if stat.S_ISDIR(status.st_mode):
        return "is a folder", "a file"
    if not stat.S_ISREG(status.st_mode):
        return "is no regular file", "a file on disk"
    if status.st_size > limit_bytes:
        size = f"{status.st_size / 2**20:.0f} MiB"
        return f"has {size} and was not read", f"at most {limit_bytes / 2**20:.0f} MiB"
    return None


def _decoded(path: Path, data: bytes) -> str:
    if b"\0" in data:
        raise InputError([Problem(str(path), None, "", "is binary", "UTF-8 text")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError([Problem(str(path), line, "", "is not UTF-8 text", "UTF-8")]) from None
