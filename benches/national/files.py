"""Parquet files in the shape of a delivery: the columns of the official catalogue, of which those that definitions read are drawn."""

import csv
import os
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CATALOGUE = pathlib.Path(__file__).parents[2] / "fixtures/dst/catalogue.csv"
GROUP = 262_144  # rows of a row group, and drawn at a time
WIDE_GROUP = 65_536  # of a dataset of thousands of columns, as `som convert` writes it
KINDS = {"numeric": pa.float64(), "date": pa.date32(), "datetime": pa.timestamp("us")}


def listed():
    """The variables of each register: name, first year, last year, type."""
    found = {}
    with open(CATALOGUE, newline="") as file:
        for row in csv.DictReader(file):
            if row["variable"] and " " not in row["variable"]:
                years = (int(row["first"] or 0), int(row["last"] or 9999))
                found.setdefault(row["register"], []).append((row["variable"], *years, row["type"]))
    return found


LISTED = listed()


def constant(kind, rows):
    """A column that nothing reads: one value."""
    if kind == pa.string():
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int8)), pa.array(["0"]))
    if kind == pa.float64():
        return pa.array(np.ones(rows))
    return pa.array(np.zeros(rows, np.int32 if kind == pa.date32() else np.int64)).cast(kind)


def others(register, year, drawn):
    """The variables that a dataset has beside the drawn ones, with their types. Those of a whole register carry the last year alone."""
    drawn = {name.upper() for name in drawn}
    has = lambda first, last: year is None or first <= year <= last
    return [(name, KINDS.get(kind, pa.string())) for name, first, last, kind in LISTED.get(register, []) if name.upper() not in drawn and has(first, last)]


def write(folder, register, dataset, year, rows, draw, group=GROUP):
    """Writes a dataset of so many rows, unless it is there: `draw` gives the drawn columns of the rows from a to b."""
    path = folder / register.lower() / f"{dataset.lower()}.parquet"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part, writer, fixed = path.with_suffix(".part"), None, {}
    for first in range(0, max(rows, 1), group):
        last = min(first + group, rows)
        columns = draw(first, last)
        if last - first not in fixed:
            fixed[last - first] = {name: constant(kind, last - first) for name, kind in others(register, year, columns)}
        table = pa.table(columns | fixed[last - first])
        if writer is None:
            writer = pq.ParquetWriter(part, table.schema, compression="zstd", compression_level=1, store_schema=False)
        writer.write_table(table, row_group_size=group)
    writer.close()
    os.rename(part, path)
