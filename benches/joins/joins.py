"""Joins by key beside DuckDB: `python joins.py SOM FOLDER [--parents N] [--children M] [--wanted SHARE] [--runs R]`.

Draws N contacts (5 million unless given) of N / 10 persons with a key of eleven digits, and M diagnoses (9 million) that have the key and
nothing of the person, both in random order, and a target group of a SHARE of the persons (1). Then runs in turns, each in a process of its
own: a cold build with two consequences that join diagnoses to contacts; the same with a third that asks contacts for any diagnosis; and
DuckDB doing the same joins and sums in SQL, with as many threads and as much memory as it takes. The sums of both are compared with each
other. Prints Markdown: the least seconds and memory of the runs. Needs duckdb (pip install duckdb). Extracts that are there already are
used again.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

YEARS = range(2011, 2015)
LABEL = 'label = {{ da = "{0}", en = "{0}" }}\nsource = "drawn"\nprovenance = "illustrative"\n'
F2 = "diagnosis BETWEEN 'F20' AND 'F29'"


def extracts(folder, parents, children):
    """Draws the extracts with DuckDB: numbers are mixed by its hash, so that they are the same each time."""
    import duckdb

    persons = parents // 10
    folder.mkdir(parents=True)
    draw = duckdb.connect()
    draw.sql(f"SET temp_directory = '{folder}'; SET preserve_insertion_order = false")
    key = "lpad(CAST(hash({0}) % 100000000000 AS VARCHAR), 11, '0')"
    person = "CAST({0} + 100000000 AS VARCHAR)"
    write = lambda sql, name: draw.sql(f"COPY ({sql}) TO '{folder / name}' (FORMAT parquet)")
    for year in YEARS:
        sql = f"SELECT {person.format('i')} AS person, 1 + i % 2 AS sex, DATE '1980-05-17' AS born FROM range({persons}) t(i)"
        write(sql, f"population{year}.parquet")
    write(f"SELECT {person.format('i')} AS person, DATE '2011-03-01' AS date, (hash(i) % 1000)::INTEGER AS kind FROM range({persons}) t(i)", "entries.parquet")
    # Keys of different numbers can be the same: of each, one contact is kept.
    day = "DATE '2011-01-01' + CAST(hash(i * 3) % 1400 AS INTEGER)"
    contacts = f"SELECT {key.format('i')} AS key, {person.format(f'hash(i * 7) % {persons}')} AS person, {day} AS start, CAST(hash(i * 5) % 3 AS VARCHAR) AS type FROM range({parents}) t(i)"
    write(f"SELECT key, any_value(person ORDER BY person) AS person, any_value(start ORDER BY person) AS start, any_value(type ORDER BY person) AS type FROM ({contacts}) GROUP BY key", "contacts.parquet")
    # One diagnosis in a hundred belongs to no contact.
    write(f"SELECT {key.format(f'(hash(i * 11) % {parents * 101 // 100})')} AS key, chr(65 + CAST(hash(i * 13) % 26 AS INTEGER)) || lpad(CAST(hash(i * 17) % 100 AS VARCHAR), 2, '0') AS diagnosis FROM range({children}) t(i)", "diagnoses.parquet")


def definitions(folder, share, asks):
    """Writes the definitions."""

    def put(name, text):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def register(name, rest, files=None):
        head = f'id = "{name}"\n' + LABEL.format(name) + f'files = ["{files or name}.parquet"]\ncovers = {{ first = {YEARS[0]}, last = {YEARS[-1]} }}\n'
        put(f"registers/{name}.toml", head + rest)

    shutil.rmtree(folder, ignore_errors=True)
    sex = 'sex = { names = "sex", type = "integer", codes = { man = 1, woman = 2 } }\nborn = { names = "born", type = "date" }\n'
    register("population", f'person = "person"\nkind = "status"\nrole = "population"\n[columns]\n{sex}', "population{year}")
    register("entries", 'person = "person"\nkind = "event"\ndate = "date"\n[columns]\nkind = { names = "kind", type = "integer" }\n')
    register("contacts", 'person = "person"\nkind = "event"\ndate = "start"\n[columns]\ntype = { names = "type", type = "text" }\n')
    register("diagnoses", 'kind = "event"\n[parent]\nregister = "contacts"\nkey = "key"\n[columns]\ndiagnosis = { names = "diagnosis", type = "text" }\n')
    put("release.toml", 'price_year = 2014\n[price_index]\nsource = "drawn"\nprovenance = "illustrative"\nyears = { 2014 = 100.0 }\n')
    asked = f'{{ register = "contacts", any.f2 = {{ register = "diagnoses", where = "{F2}" }}, where = "f2", value = "COUNT(*)" }}'
    sources = {
        "entered": f'{{ register = "entries", where = "kind < {round(share * 1000)}", value = "COUNT(*)" }}',
        "succeeded": '{ register = "entries", where = "kind % 2 = 0", value = "COUNT(*)" }',
        "diagnoses": f'{{ register = "diagnoses", where = "{F2}", value = "COUNT(*)" }}',
        "by_type": '{ register = "diagnoses", where = "type = \'0\' AND diagnosis LIKE \'F%\'", value = "COUNT(*)" }',
    } | ({"contacts": asked} if asks else {})
    put("variables/all.toml", "".join(f'[[variable]]\nid = "{name}"\nresolution = 1\nfrom = [{source}]\n' for name, source in sources.items()))
    wanted = [name for name in sources if name not in ("entered", "succeeded")]
    consequence = '[[consequence]]\nid = "{0}"\narea = "health"\nunit = "piece"\nkind = "expenditure"\n'
    put("consequences/all.toml", "".join(consequence.format(name) + LABEL.format(name) for name in wanted))
    group = 'id = "g"\ndomain = "adults"\n' + LABEL.format("g")
    group += "[population]\nyears = { first = 2011, last = 2011 }\nages = { first = 18, last = 64 }\nwhere = \"entered > 0\"\n"
    group += '[[success]]\nid = "s"\nlabel = { da = "s", en = "s" }\nuses = { now = { variable = "succeeded", year = 0 } }\nwhere = "now > 0"\n'
    group += '[[estimation]]\nfollow_up = { first = 1, last = 3 }\nadjust = { sex = true }\ncovariance = "HC3"\n'
    put("target_groups/adults/g.toml", group)


def by_duckdb(folder, share, asks, result):
    """The same joins and sums in SQL: by arm, consequence and year, users, the sum and the sum of squares over persons."""
    import duckdb

    read = lambda name: f"read_parquet('{folder}/extracts/{name}.parquet')"
    run = duckdb.connect()
    run.sql(f"SET threads = 2; SET preserve_insertion_order = false; SET temp_directory = '{folder}'")
    cohort = f"SELECT person, kind % 2 = 0 AS success FROM {read('entries')} WHERE kind < {round(share * 1000)}"
    any_f2 = f"SELECT 'contacts', success, year(start), person, 1 FROM {read('contacts')} JOIN cohort USING (person) WHERE key IN (SELECT key FROM {read('diagnoses')} WHERE {F2})"
    run.sql(f"""
        COPY (
            WITH cohort AS ({cohort}),
            joined AS (SELECT person, success, year(start) AS year, diagnosis, type FROM {read('diagnoses')} JOIN {read('contacts')} USING (key) JOIN cohort USING (person) WHERE diagnosis LIKE 'F%'),
            counted AS (
                SELECT 'diagnoses' AS consequence, success, year, person, 1 AS value FROM joined WHERE {F2}
                UNION ALL SELECT 'by_type', success, year, person, 1 FROM joined WHERE type = '0'
                {'UNION ALL ' + any_f2 if asks else ''}
            ),
            sums AS (SELECT consequence, success, year, person, sum(value) AS value FROM counted GROUP BY ALL)
            SELECT consequence, success, year, count(*) AS users, sum(value) AS total, sum(value * value) AS squares FROM sums GROUP BY ALL ORDER BY ALL
        ) TO '{result}' (FORMAT csv)
    """)


def once(command):
    """Seconds and peak MB of a process."""
    start = time.monotonic()
    run = subprocess.run(["/usr/bin/time", "-q", "-f", "%M", *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        raise SystemExit(f"{command} stopped: {run.stderr[-2000:]}")
    return time.monotonic() - start, int(run.stderr.split()[-1]) / 1024


def agree(folder, result):
    """Holds the build's sums of arms and its count of diagnoses without a contact against DuckDB's."""
    import duckdb

    audit = folder / "output/audit/r"
    compared, off = duckdb.sql(f"""
        WITH mine AS (
            SELECT consequence, true AS success, 2011 + follow_up_year AS year, n_success * mean_success AS total FROM read_parquet('{audit}/fits.parquet') WHERE specification = 'published' AND subgroup = 'all'
            UNION ALL SELECT consequence, false, 2011 + follow_up_year, n_non_success * mean_non_success FROM read_parquet('{audit}/fits.parquet') WHERE specification = 'published' AND subgroup = 'all'
        )
        SELECT count(*), max(abs(mine.total - theirs.total)) FROM mine JOIN read_csv('{result}') AS theirs USING (consequence, success, year)
    """).fetchall()[0]
    orphans = duckdb.sql(f"SELECT max(count) FROM read_parquet('{audit}/reading.parquet') WHERE register = 'diagnoses' AND name = 'rows_that_find_no_row_of_contacts'").fetchall()[0][0]
    # A build counts rows without a contact too; DuckDB does so here, and its time does not count.
    read = lambda name: f"read_parquet('{folder}/extracts/{name}.parquet')"
    theirs = duckdb.sql(f"SELECT count(*) FROM {read('diagnoses')} ANTI JOIN {read('contacts')} USING (key)").fetchall()[0][0]
    if not compared or off > 1e-3 or orphans != theirs:
        raise SystemExit(f"sums differ from DuckDB's: {compared} compared, {off} off, {orphans} and {theirs} without a contact")
    return f"{compared} sums of arms are those of DuckDB, and {orphans:,} diagnoses without a contact."


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("som", type=pathlib.Path)
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--parents", type=int, default=5_000_000)
    ask.add_argument("--children", type=int, default=9_000_000)
    ask.add_argument("--wanted", type=float, default=1.0)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--duckdb", choices=["joins", "asks"], help=argparse.SUPPRESS)
    given = ask.parse_args()
    folder = given.folder.resolve()
    result = folder / "duckdb.csv"
    if given.duckdb:
        return by_duckdb(folder, given.wanted, given.duckdb == "asks", result)
    if not (folder / "extracts").exists():
        drawn = folder / "drawing"
        shutil.rmtree(drawn, ignore_errors=True)
        extracts(drawn, given.parents, given.children)
        drawn.rename(folder / "extracts")
    print(f"{given.parents:,} contacts, {given.children:,} diagnoses, {given.wanted:.0%} of the persons\n\n| | seconds | MB |\n|---|---|---|")
    said = []
    for asks in [False, True]:
        what = "two joins and a question" if asks else "two joins"
        definitions(folder / "pipelines", given.wanted, asks)
        ours, theirs = [], []
        for _ in range(given.runs):
            shutil.rmtree(folder / "output", ignore_errors=True)
            build = [given.som.resolve(), "build", "--threads", 2, "--full", "--pipelines", folder / "pipelines", "--extracts", folder / "extracts"]
            ours.append(once([*build, "--output", folder / "output", "--room", folder / "room", "--release", "r"]))
            theirs.append(once([sys.executable, __file__, given.som, folder, "--wanted", given.wanted, "--duckdb", "asks" if asks else "joins"]))
        said.append(agree(folder, result))
        for name, runs in [("som build", ours), ("DuckDB", theirs)]:
            print(f"| {what}, {name} | {min(run[0] for run in runs):.1f} | {min(run[1] for run in runs):.0f} |", flush=True)
    print("\n" + "\n".join(said))


if __name__ == "__main__":
    main()
