"""The journal of a run: every finished pixel window's results, so that a killed run need not film again.

One append-only file. A record is a header (payload length, CRC-32) and a pickled (key, results); whatever a kill left
half written at the end is dropped when the journal is opened again.
"""

import os
import pickle
import struct
import zlib
from pathlib import Path
from typing import Any

HEADER = struct.Struct("<QI")


class Journal:
    """Results by key; ``stamp`` names the run's inputs, and a journal of other inputs is not continued."""

    def __init__(self, path: Path, stamp: str) -> None:
        self._path = path
        self._results: dict[str, Any] = {}
        end = self._load(stamp)
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._file.seek(end)
        self._file.truncate()
        if end == 0:
            self._write(("stamp", stamp))

    def __contains__(self, key: str) -> bool:
        return key in self._results

    def get(self, key: str) -> Any:
        """Return the results kept under ``key``, or None."""
        return self._results.get(key)

    def __len__(self) -> int:
        return len(self._results)

    def add(self, key: str, results: Any) -> None:
        """Write one window's results so that they survive a kill."""
        self._results[key] = results
        self._write((key, results))

    def close(self) -> None:
        """Close the file and keep it."""
        self._file.close()

    def delete(self) -> None:
        """Remove the file: the run is finished."""
        self.close()
        self._path.unlink(missing_ok=True)

    def _write(self, record: tuple[str, Any]) -> None:
        payload = pickle.dumps(record, protocol=5)
        self._file.write(HEADER.pack(len(payload), zlib.crc32(payload)) + payload)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _load(self, stamp: str) -> int:
        """Read every whole record; return where the good part ends, zero when it belongs to another run."""
        if not self._path.exists():
            return 0
        data, at, good = self._path.read_bytes(), 0, 0
        while at + HEADER.size <= len(data):
            length, check = HEADER.unpack_from(data, at)
            payload = data[at + HEADER.size : at + HEADER.size + length]
            if len(payload) < length or zlib.crc32(payload) != check:
                break
            key, results = pickle.loads(payload)  # noqa: S301  our own file, its checksum just verified
            if good == 0 and (key, results) != ("stamp", stamp):
                return 0
            if good > 0:
                self._results[key] = results
            at += HEADER.size + length
            good = at
        return good
