"""A build of a part of the country beside DuckDB: `python national.py SOM FOLDER [--scale 0.05] [--runs 3]`.

Draws the registers that the shipped definitions read in official shape (`extracts.py`): at scale 1 the country's datasets of 2005 to 2023.
Then runs in turns, each in a process of its own and on two threads: a cold build from the shipped definitions; DuckDB only scanning and
adding up the columns that the build reads; DuckDB delimiting the groups and adding up their cells in SQL. The cohorts' persons, users and
sums of both are compared. Afterwards a build with nothing changed, under another name, which is all that comes after the registers;
and one after the register of medicine was delivered again. The same at a tenth of the scale. Prints Markdown. Needs numpy, pyarrow and
duckdb. Extracts that are there already are used again.
"""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

from definitions import Definitions
from extracts import Country, extracts

HERE = pathlib.Path(__file__).parent
PIPELINES = HERE.parents[1] / "pipelines"
# Seconds that a rebuild may take beside its share of a cold build.
SPARE = 2


class Run:
    """What a process took."""

    def __init__(self, name, command):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        # The process reports its own memory: the system gives a parent only the maximum over all its children.
        run = subprocess.run(["/usr/bin/time", "-q", "-f", "%M", *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.seconds = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run.returncode:
            raise SystemExit(f"{name} stopped: {run.stderr[-2000:]}")
        self.name, self.processor = name, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.memory = int(run.stderr.split()[-1]) / 1024
        print(f"{name}: {self.seconds:.1f} s, {self.processor:.1f} s of processors, {self.memory:,.0f} MB", file=sys.stderr, flush=True)


class Runs:
    """The same process several times: the least seconds, and the most memory."""

    def __init__(self, runs):
        self.name = runs[0].name
        self.seconds, self.processor = min(run.seconds for run in runs), min(run.processor for run in runs)
        self.middle, self.memory = statistics.median(run.processor for run in runs), max(run.memory for run in runs)

    def row(self):
        return f"| {self.name} | {self.seconds:.1f} | {self.processor:.1f} | {self.middle:.1f} | {self.memory:,.0f} |"


def shipped(folder):
    """The shipped definitions without the example of a lot, whose list of persons no register has."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PIPELINES, folder)
    for name in ("registers", "interventions"):
        (folder / name / "housing_lot.toml").unlink()


def of_four_years(pipelines, folder):
    """The definitions with follow-up years 1 to 4 in place of 1 to 10: about the regressions for which the aim is given."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pipelines, folder)
    for group in folder.glob("target_groups/**/*.toml"):
        group.write_text(group.read_text().replace("follow_up = { first = 1, last = 10 }", "follow_up = { first = 1, last = 4 }"))


def agree(fits, result, pipelines):
    """Holds every cohort's persons and, of every consequence and year, its users and sum against DuckDB's."""
    import duckdb

    definitions = Definitions(pipelines)
    # Amounts of money are in prices of one year in the build.
    kroner = [one["id"] for one in definitions.consequences.values() if one["unit"] == "kr"]
    scale = ", ".join(f"('{one['id']}', '{one.get('variable', one['id'])}', {definitions.variables[one.get('variable', one['id'])]['resolution']}, {str(one['id'] in kroner).lower()})" for one in definitions.consequences.values())
    side = "SELECT target_group, success_measure, consequence, follow_up_year AS k, {0} AS success, n_{1} AS n, users_{1} AS users, mean_{1} AS mean FROM read_parquet('{2}') WHERE specification = 'published' AND subgroup = 'all'"
    sides = " UNION ALL ".join(side.format(flag, arm, fits) for flag, arm in [("true", "success"), ("false", "non_success")])
    compared, persons, users, furthest, worst = duckdb.sql(f"""
        WITH mine AS ({sides}), named(consequence, variable, resolution, kroner) AS (VALUES {scale}), theirs AS (SELECT * FROM read_parquet('{result}')),
        paired AS (
            SELECT m.*, n.kroner, c.users AS persons, coalesce(t.users, 0) AS their_users, coalesce(t.total, 0) * n.resolution AS total
            FROM mine m JOIN named n USING (consequence)
            JOIN (SELECT * FROM theirs WHERE variable IS NULL) c ON (m.target_group, m.success_measure, m.success) = (c.target_group, c.success_measure, c.success)
            LEFT JOIN theirs t ON (m.target_group, m.success_measure, m.success, n.variable, m.k) = (t.target_group, t.success_measure, t.success, t.variable, t.k)
            WHERE m.mean IS NOT NULL AND n.variable IN (SELECT variable FROM theirs)
        )
        SELECT count(*), count(*) FILTER (WHERE n <> persons), count(*) FILTER (WHERE n = persons AND users <> their_users),
               max(CASE WHEN n = persons AND NOT kroner THEN abs(mean * n - total) / greatest(1, total) END),
               max_by(consequence || ' of ' || target_group || ' in year ' || k, abs(users - their_users))
        FROM paired
    """).fetchall()[0]
    # In a few regressions the first years of entry do not carry the follow-up year, and the build counts fewer persons.
    if not compared or users or furthest > 1e-9 or persons > compared / 2:
        raise SystemExit(f"sums differ from DuckDB's: {compared} compared, {persons} of other persons, {users} of other users, {furthest} off; most of {worst}")
    return f"{compared - persons:,} cohort sums compared with DuckDB's: the same persons and users, and at most {furthest:.0e} apart; {persons:,} are of years that not every year of entry carries."


def bytes_below(folder):
    """The size of a folder's extracts, as delivered."""
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("som", type=pathlib.Path)
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--scale", type=float, default=0.05)
    ask.add_argument("--runs", type=int, default=3)
    asked = ask.parse_args()
    folder, scale = asked.folder.resolve(), asked.scale
    data, small, pipelines, result = folder / "extracts", folder / "tenth", folder / "pipelines", folder / "sums.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    shipped(pipelines)
    start = time.monotonic()
    rows, persons = extracts(data, scale)
    print(f"drawn in {time.monotonic() - start:.0f} s", file=sys.stderr)
    few_rows, few_persons = extracts(small, scale / 10)
    for old in [*folder.glob("cold*"), *folder.glob("less*"), folder / "output", folder / "output4"]:
        shutil.rmtree(old, ignore_errors=True)

    def build(name, release, *more, where=data, into="output", by=pipelines):
        to = ["--extracts", where, "--output", folder / into, "--release", release, "--threads", 2]
        return Run(name, [asked.som.resolve(), "build", "--pipelines", by, *to, *more])

    by_duckdb = lambda name, *what: Run(name, [sys.executable, HERE / "by_duckdb.py", *what])
    scan = lambda: by_duckdb("DuckDB, scanning and adding", "scan", data, pipelines)
    scan()  # warms the file cache
    turns = [
        (build("cold build", "cold", "--no-cache", into=f"cold{turn}"), scan(), by_duckdb("DuckDB, the sums in SQL", "sums", data, pipelines, result))
        for turn in range(asked.runs)
    ]
    cold, scanned, sql = (Runs(runs) for runs in zip(*turns))
    agreed = agree(folder / "cold0/audit/cold/fits.parquet", result, pipelines)
    build("cold build that keeps its sums", "kept")
    after = Runs([build("all after the registers (nothing changed, another release)", f"after{turn}") for turn in range(asked.runs)])
    of_four_years(pipelines, folder / "four")
    build("cold build of four years that keeps its sums", "kept", into="output4", by=folder / "four")
    four = Runs([build("all after the registers, four follow-up years", f"after{turn}", into="output4", by=folder / "four") for turn in range(asked.runs)])
    fits_of_four = regressions(folder / "output4/audit/after0/fits.parquet")
    again, share = delivered_again(data, scale, lambda: build("one register delivered again", "again"))
    less = Runs([build("a tenth of the rows and persons", "less", "--no-cache", where=small, into=f"less{turn}") for turn in range(asked.runs)])
    fits = regressions(folder / "cold0/audit/cold/fits.parquet")

    print(f"Scale {scale:g}: {persons:,} persons, {rows:,} rows, {bytes_below(data) / 1e9:.2f} GB of extracts; {fits:,} regressions; {os.cpu_count()} processors, load {os.getloadavg()[1]:.0f}\n")
    print("| | seconds | of processors, least | of processors, middle | peak MB |\n|---|--:|--:|--:|--:|")
    print("\n".join(run.row() for run in [cold, scanned, sql, after, four, Runs([again]), less]))
    print(f"\n{agreed}\n")
    part = share * cold.seconds
    checks = [
        ("cold build by DuckDB's scan, seconds", f"{cold.seconds / scanned.seconds:.2f}", "at most 1.7"),
        ("the same, of processors", f"{cold.processor / scanned.processor:.2f}", ""),
        ("DuckDB's SQL by cold build, seconds", f"{sql.seconds / cold.seconds:.2f}", "at least 2"),
        ("the same, of processors", f"{sql.processor / cold.processor:.2f}", ""),
        ("peak memory", f"{cold.memory:,.0f} MB", "at most 4,096 MB"),
        ("growth of memory", f"{(cold.memory - less.memory) / (persons - few_persons) * 2**20:,.0f} bytes a person", ""),
        ("growth of memory", f"{(cold.memory - less.memory) / (rows - few_rows) * 2**20:.1f} bytes a row", ""),
        ("ten times the persons and rows, of processors", f"{cold.processor / less.processor:.1f} times", ""),
        (f"all after the registers for {fits_of_four:,} regressions", f"{four.seconds:.1f} s", f"at most {SPARE} s for 50,400"),
        (f"all after the registers for {fits:,} regressions", f"{after.seconds:.1f} s", ""),
        ("one register delivered again", f"{again.seconds:.1f} s", f"at most {part + SPARE:.1f} ({share:.1%} of a cold build, and {SPARE} s)"),
        ("the same without what comes after the registers", f"{again.seconds - after.seconds:.1f} s", f"{part:.1f}"),
    ]
    print("| | measured | to reach |\n|---|--:|---|")
    print("\n".join(f"| {what} | {found} | {wanted} |" for what, found, wanted in checks))


def regressions(fits):
    import duckdb

    return duckdb.sql(f"SELECT count(*) FROM read_parquet('{fits}')").fetchall()[0][0]


def delivered_again(data, scale, build):
    """Builds while every dataset of medicine is another, and puts them back: the run, and the register's share of all bytes."""
    folder, kept = data / "lmdb", data.parent / "lmdb_before"
    share = bytes_below(folder) / bytes_below(data)
    shutil.rmtree(kept, ignore_errors=True)
    os.rename(folder, kept)
    try:
        redrawn = Country(data, scale)
        redrawn.someone = lambda rng, rows, year, ages=(0, 200), staying=False: redrawn.persons.pool(year, ages)[rng.integers(1, len(redrawn.persons.pool(year, ages)), rows)]
        redrawn.medicine()
        return build(), share
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(kept, folder)


if __name__ == "__main__":
    main()
