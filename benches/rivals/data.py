"""Writes the files that the race is run on: `python data.py dense|registers FOLDER PERSONS [KIND]`.

Everything is drawn from a seed, so that the same call writes the same rows. The persons do not exist.
"""

import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import definitions

YEARS = range(2011, 2021)
OUTCOMES = 40
ROW_GROUP = 262_144


def dense(path, persons, kind):
    """A long file: a row a person and year, sorted by both, every outcome above zero.

    `kind` is what the outcomes are: `whole` numbers, `cents` (two decimals), `doubles` (on no grid), or `offset` (two
    decimals on top of 1e9).
    """
    rng = np.random.default_rng(1)
    success = rng.random(persons) < 0.4
    sex = rng.integers(1, 3, persons, dtype=np.int32)
    age = rng.integers(18, 65, persons, dtype=np.int32)
    outcome_type = pa.int32() if kind == "whole" else pa.float64()
    names = [f"y{i:02}" for i in range(OUTCOMES)]
    schema = pa.schema(
        [("person", pa.int64()), ("year", pa.int32()), ("success", pa.bool_()), ("sex", pa.int32()), ("age", pa.int32())]
        + [(name, outcome_type) for name in names]
    )
    years = np.array(YEARS, dtype=np.int32)
    a_group = ROW_GROUP // len(years)
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, persons, a_group):
            here = np.arange(start, min(start + a_group, persons))
            person = np.repeat(here, len(years))
            columns = [person, np.tile(years, len(here)), success[person], sex[person], age[person]]
            for outcome in range(OUTCOMES):
                columns.append(values(rng, kind, person, success, age, outcome))
            table = pa.table([pa.array(column) for column in columns], schema=schema)
            writer.write_table(table, row_group_size=ROW_GROUP)


def values(rng, kind, person, success, age, outcome):
    """An outcome of some rows: more of it at higher age, less with success."""
    base = rng.integers(1, 100, len(person), dtype=np.int32)
    whole = base + age[person] // 4 + np.where(success[person], 0, 1 + outcome % 3).astype(np.int32)
    match kind:
        case "whole":
            return whole
        case "cents":
            return (whole.astype(np.int64) * 100 + rng.integers(0, 100, len(person))) / 100
        case "doubles":
            return whole * rng.random(len(person))
        case "offset":
            return (100_000_000_000 + whole.astype(np.int64) * 100 + rng.integers(0, 100, len(person))) / 100
    raise SystemExit(f"no such kind of outcomes: {kind}")


def keys(persons):
    """Keys in no order, each once."""
    return (persons.astype(np.uint64) * np.uint64(2_654_435_761) % np.uint64(2**32)).astype(np.int64)


def write(folder, name, columns):
    """Writes columns as a file, making its folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, row_group_size=ROW_GROUP)


def days(rng, year, rows):
    """Days of a year, in order."""
    first = np.datetime64(f"{year}-01-01").astype("datetime64[D]")
    return pa.array(np.sort(first + rng.integers(0, 365, rows)), pa.date32())


def registers(folder, entrants):
    """Extracts of a population, half of which enters, and definitions for one target group and for 42.

    In every year, 5 in 100 pairs of person and consequence have an event row, in eight registers of five consequences
    each. An entrant has a referral in 2010, on average two, of 42 areas: those are the 42 target groups.
    """
    rng = np.random.default_rng(2)
    extracts, persons = folder / "extracts", 2 * entrants
    person = np.arange(persons)
    sex = pa.array(rng.integers(1, 3, persons, dtype=np.int32))
    born = np.datetime64("1945-01-02") + rng.integers(0, 47 * 365, persons)
    for year in (2010, 2011, 2012):
        columns = {"person": pa.array(keys(person)), "sex": sex, "born": pa.array(born.astype("datetime64[D]"), pa.date32())}
        write(extracts, f"population/{year}.parquet", columns)
    referred = np.concatenate([np.arange(entrants), rng.integers(0, entrants, entrants)])
    rng.shuffle(referred)
    area = pa.array(rng.integers(1, definitions.GROUPS + 1, len(referred), dtype=np.int32))
    write(extracts, "referrals.parquet", {"person": keys(referred), "date": days(rng, 2010, len(referred)), "area": area})
    relapsed = rng.permutation(persons)[: 6 * persons // 10]
    write(extracts, "relapses.parquet", {"person": keys(relapsed), "date": days(rng, 2011, len(relapsed))})
    rows = persons * definitions.KINDS // 20
    for register in range(definitions.REGISTERS):
        for year in YEARS:
            columns = {
                "person": keys(rng.integers(0, persons, rows)),
                "date": days(rng, year, rows),
                "kind": pa.array(rng.integers(1, definitions.KINDS + 1, rows, dtype=np.int32)),
                "amount": pa.array(rng.integers(1, 50, rows, dtype=np.int32)),
            }
            write(extracts, f"services_{register}/{year}.parquet", columns)
    definitions.write(folder / "one", 1)
    definitions.write(folder / "all", definitions.GROUPS)


def main():
    shape, path, persons = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    if shape == "dense":
        dense(path, persons, sys.argv[4] if len(sys.argv) > 4 else "whole")
    else:
        registers(path, persons)


if __name__ == "__main__":
    main()
