"""A build at the size of the country beside DuckDB: `python national.py SOM FOLDER [--persons N] [--rows R]`.

Makes extracts of N persons (5.9 million unless given) with R rows a person (51) in registers of events, spells, amounts by
year and weeks, and definitions of 42 target groups and 60 consequences followed ten years: 25,200 published regressions, and as
many with the entry year as an adjuster. The same at half the persons, at a tenth, and at a tenth of the rows. Then runs, each
in a process of its own: cold builds of all of them; an unchanged build, by its own name and by another; a build after one
file was delivered again; DuckDB only scanning and adding up the same columns of the same files; DuckDB doing the same work in
SQL, up to the sums of cells, which are compared with the build's. Prints Markdown. Needs duckdb (pip install duckdb). Extracts
that are there already are used again.
"""

import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

from definitions import definitions
from extracts import events, extracts
from shape import EVENTS, GROUPS, YEARS

HERE = pathlib.Path(__file__).parent
# Seconds that a rebuild may take beside its share of a cold build.
SPARE = 2


class Run:
    """What a process took."""

    def __init__(self, name, command, fine=(0,)):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        # The process reports its own memory: the system gives a parent only the maximum over all its children.
        run = subprocess.run(["/usr/bin/time", "-q", "-f", "%M", *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.seconds = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run.returncode not in fine:
            raise SystemExit(f"{name} stopped: {run.stderr[-2000:]}")
        self.name, self.processor = name, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.memory = int(run.stderr.split()[-1]) / 1024
        print(f"{name}: {self.seconds:.1f} s", file=sys.stderr, flush=True)

    def row(self):
        return f"| {self.name} | {self.seconds:.1f} | {self.processor:.1f} | {self.memory:.0f} |"


def agree(fits, result):
    """Holds every cohort's sum of every consequence and year against DuckDB's: how many, and by how much they differ at most."""
    import duckdb

    mine = "SELECT target_group, consequence, follow_up_year AS k, {0} AS success, n_{1} AS n, users_{1} AS users, mean_{1} AS mean"
    sides = " UNION ALL ".join(
        f"{mine.format(flag, arm)} FROM read_parquet('{fits}') WHERE specification = 'published' AND subgroup = 'all'"
        for flag, arm in [("true", "success"), ("false", "non_success")]
    )
    compared, other_users, furthest = duckdb.sql(f"""
        SELECT count(*), count(*) FILTER (WHERE coalesce(d.users, 0) <> m.users),
               max(abs(m.mean * m.n - scaled) / greatest(1, abs(scaled)))
        FROM ({sides}) AS m
        LEFT JOIN (SELECT *, 'area_' || area AS target_group FROM read_parquet('{result}')) AS d USING (target_group, consequence, k, success),
        LATERAL (SELECT coalesce(d.total, 0) / CASE WHEN m.consequence LIKE 'amount%' THEN 100 ELSE 1 END AS scaled)
        WHERE m.mean IS NOT NULL
    """).fetchall()[0]
    if not compared or other_users or furthest > 1e-9:
        raise SystemExit(f"sums differ from DuckDB's: {compared} compared, {other_users} of other users, {furthest} off")
    return f"{compared:,} cohort sums compared with DuckDB's: the same users, and at most {furthest:.0e} apart"


def bytes_below(folder):
    """The size of a folder's extracts, as delivered."""
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("som")
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--persons", type=int, default=5_900_000)
    ask.add_argument("--rows", type=float, default=51)
    asked = ask.parse_args()
    folder, persons, rows = asked.folder, asked.persons, asked.rows
    data, pipelines = folder / "extracts", folder / "pipelines"
    definitions(pipelines)
    extracts(data, persons, rows)
    extracts(folder / "half", persons // 2, rows)
    extracts(folder / "tenth", persons // 10, rows)
    extracts(folder / "few_rows", persons, rows / 10, people=data)
    output = lambda name: folder / "output" / name
    shutil.rmtree(folder / "output", ignore_errors=True)

    def build(name, where, release="national", into=None, fine=(0,)):
        to = ["--extracts", where, "--output", output(into or name), "--release", release]
        return Run(name, [asked.som, "build", "--pipelines", pipelines, *to], fine)

    cold = build("cold build", data)
    scan = Run("DuckDB, scanning and adding", [sys.executable, HERE / "by_duckdb.py", "scan", data])
    sql = Run("DuckDB, the same sums in SQL", [sys.executable, HERE / "by_duckdb.py", "sums", data, folder / "sums.parquet"])
    agreed = agree(output("cold build") / "audit/national/fits.parquet", folder / "sums.parquet")
    # Under its own name a release that is there already and made of the same inputs is left as it is.
    same = build("unchanged, the same release", data, into="cold build", fine=(0, 16))
    kept = build("unchanged, another release", data, release="kept", into="cold build")
    refreshed, share = again(data, persons, rows, lambda: build("one register delivered again", data, release="again", into="cold build"))
    half = build("half the persons", folder / "half")
    tenth = build("a tenth of the persons", folder / "tenth")
    few = build("a tenth of the rows", folder / "few_rows")
    runs = [cold, scan, sql, same, kept, refreshed, half, tenth, few]

    size = bytes_below(data)
    print(f"{persons:,} persons, {int(persons * rows):,} rows, {size / 1e9:.2f} GB of extracts, {os.cpu_count()} processors; {GROUPS} groups, 60 consequences\n")
    print("| | seconds | of processors | peak MB |\n|---|--:|--:|--:|")
    print("\n".join(run.row() for run in runs))
    print(f"\n{agreed}\n")
    # Fixed parts, such as the program, are in both.
    by_person = (cold.memory - tenth.memory) / (0.9 * persons) * 2**20
    checks = [
        ("cold build by DuckDB's scan", "seconds", cold.seconds / scan.seconds, "at most 2"),
        ("", "of processors", cold.processor / scan.processor, ""),
        ("DuckDB's SQL by cold build", "seconds", sql.seconds / cold.seconds, "at least 3"),
        ("", "of processors", sql.processor / cold.processor, ""),
        ("peak memory", "MB", cold.memory, "at most 4,096"),
        ("peak memory by that at a tenth of the rows", "", cold.memory / few.memory, "at most 1.2"),
        ("peak memory by that at a tenth of the persons", "", cold.memory / tenth.memory, ""),
        ("peak memory, growth", "bytes a person", by_person, ""),
        ("twice the persons", "seconds", cold.seconds / half.seconds, "at most 2.1"),
        ("", "of processors", cold.processor / half.processor, ""),
        ("unchanged, the same release", "s", same.seconds, f"at most {SPARE}"),
        ("unchanged, another release", "s", kept.seconds, ""),
        ("one register delivered again", "s", refreshed.seconds, f"at most {share * cold.seconds + SPARE:.1f} ({share:.0%} of a cold build, and {SPARE} s)"),
    ]
    print("| | unit | measured | to reach |\n|---|---|--:|---|")
    print("\n".join(f"| {what} | {unit} | {found:.2f} | {wanted} |" for what, unit, found, wanted in checks))


def again(data, persons, rows, build):
    """Builds while one file of a register is another, and puts it back: the run, and the register's share of all bytes."""
    import duckdb

    file = data / f"events_{EVENTS - 1}" / f"{YEARS[-1]}.parquet"
    kept = file.with_suffix(".kept")
    query = events(EVENTS - 1, YEARS[-1], persons, rows, again=1)
    duckdb.sql(f"COPY ({query}) TO '{file}.part' (FORMAT parquet, ROW_GROUP_SIZE 262144)")
    os.rename(file, kept)
    os.rename(f"{file}.part", file)
    try:
        return build(), bytes_below(file.parent) / bytes_below(data)
    finally:
        os.replace(kept, file)


if __name__ == "__main__":
    main()
