"""One table of a run folder, written as it grows and hashed on the way: a long day need not fit into memory.

A table shows under its name only once it is whole; until then it is a hidden file beside it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

# Rows of a row group: enough to compress well, few enough to hold of every table at once.
GROUP = 1 << 17


class TableFile:
    """Appends batches of one schema to ``<folder>/<name>.parquet``."""

    def __init__(self, name: str, schema: pa.Schema, folder: Path) -> None:
        self._name, self._schema = name, schema
        self._path, self._part = folder / f"{name}.parquet", folder / f".{name}.parquet.part"
        # Numbers hardly repeat: a dictionary of them would be built only to be thrown away.
        words = [field.name for field in schema if not pa.types.is_floating(field.type)]
        self._writer = pq.ParquetWriter(self._part, schema, compression="zstd", use_dictionary=words)
        self._waiting: list[pa.RecordBatch] = []
        self._held = self._rows = 0
        self._digests = [hashlib.blake2b(digest_size=16) for _ in schema]

    def append(self, batch: pa.RecordBatch) -> None:
        """Append a batch; whole row groups go to the disk."""
        self._waiting.append(batch)
        self._held += len(batch)
        while self._held >= GROUP:
            table = pa.Table.from_batches(self._waiting, self._schema)
            self._write(table.slice(0, GROUP))
            self._waiting, self._held = table.slice(GROUP).to_batches(), self._held - GROUP

    def finish(self) -> str:
        """Write the rest and let the table show; return the hash of its content."""
        self._write(pa.Table.from_batches(self._waiting, self._schema))
        self._writer.close()
        os.replace(self._part, self._path)
        digest = hashlib.blake2b(digest_size=16)
        for field, column in zip(self._schema, self._digests, strict=True):
            digest.update(f"{self._name}.{field.name}.{self._rows}.{column.hexdigest()}".encode())
        return digest.hexdigest()

    def drop(self) -> None:
        """Give up: leave nothing half-written."""
        self._writer.close()
        self._part.unlink(missing_ok=True)

    def _write(self, group: pa.Table) -> None:
        whole = group.combine_chunks()
        self._writer.write_table(whole, row_group_size=GROUP)
        self._rows += len(whole)
        for digest, column in zip(self._digests, whole.columns, strict=True):
            for part in plain_bytes(column):
                digest.update(part)


def plain_bytes(column: pa.ChunkedArray) -> Iterator[Any]:
    """A column's values as bytes, however Arrow holds them: numbers as NumPy does; text end to end, after its lengths.

    What is missing has the length -1.
    """
    if pa.types.is_string(column.type):
        yield pc.fill_null(pc.binary_length(column), -1).to_numpy().tobytes()
        for piece in pc.fill_null(column, "").chunks:
            _, ends, letters = piece.buffers()
            if letters is not None:
                first, last = np.frombuffer(ends, np.int32)[[piece.offset, piece.offset + len(piece)]].tolist()
                yield letters[first:last]
    elif pa.types.is_list(column.type):
        yield json.dumps(column.to_pylist(), ensure_ascii=False).encode()
    else:
        yield column.to_numpy().tobytes()
