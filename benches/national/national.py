"""A build at the size of the country, cold, beside DuckDB: `python national.py SOM FOLDER PERSONS [ROWS]`.

Makes extracts of PERSONS persons and, over twelve registers of events and twelve years, ROWS rows a person (51 unless given),
definitions of 42 target groups and 60 consequences followed ten years (25,200 published regressions, and as many with the
entry year as an adjuster), and runs in processes of their own: `som build`; DuckDB only scanning and adding up the same
columns of the same files; DuckDB doing the same work in SQL, up to the sums of cells. Prints seconds, processor seconds,
the largest memory, and ratios. Needs duckdb (pip install duckdb). Extracts that are there already are used again.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

GROUPS = 42
REGISTERS = 12
KINDS = 5
ENTRY = (2008, 2010)
YEARS = range(2009, 2021)
POPULATION = range(2008, 2022)

LABEL = 'label = {{ da = "{0}", en = "{0}" }}\n'
ORIGIN = 'source = "drawn"\nprovenance = "illustrative"\n'

# Keys in no order, each once.
KEY = "({} * 2654435761 % 4294967296)::BIGINT"


def extracts(folder, persons, rows):
    """Extracts of persons who do not exist: a twentieth has referrals, two on average, of 42 areas."""
    import duckdb

    def write(name, query):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            duckdb.sql(f"COPY ({query}) TO '{path}.part' (FORMAT parquet, ROW_GROUP_SIZE 262144)")
            os.rename(f"{path}.part", path)

    duckdb.sql("SET threads = 2; SET preserve_insertion_order = true; SET enable_progress_bar = false")
    for year in POPULATION:
        write(
            f"population/{year}.parquet",
            f"SELECT {KEY.format('i')} AS person, (1 + hash(i) % 2)::INT AS sex, "
            f"DATE '1944-01-02' + (hash(i + 7) % 17000)::INT AS born FROM range({persons}) AS t(i)",
        )
    entrants = persons // 20
    first, last = ENTRY
    days = (last - first + 1) * 365
    write(
        "referrals.parquet",
        f"SELECT {KEY.format(f'(i % {entrants} * 19)')} AS person, DATE '{first}-01-01' + (hash(i + 1) % {days})::INT AS date, "
        f"(1 + hash(i + 2) % {GROUPS})::INT AS area FROM range({2 * entrants}) AS t(i)",
    )
    write(
        "relapses.parquet",
        f"SELECT {KEY.format(f'(hash(i) % {persons})')} AS person, DATE '{first + 1}-01-01' + (hash(i + 3) % {days})::INT AS date "
        f"FROM range({2 * persons}) AS t(i)",
    )
    a_year = persons * rows // (REGISTERS * len(YEARS))
    for register in range(REGISTERS):
        for year in YEARS:
            seed = 1_000_003 * (year * REGISTERS + register)
            write(
                f"services_{register}/{year}.parquet",
                f"SELECT {KEY.format(f'(hash(i + {seed}) % {persons})')} AS person, "
                f"DATE '{year}-01-01' + (i * 365 // {a_year})::INT AS date, "
                f"(1 + hash(i + {seed + 1}) % {KINDS})::INT AS kind, (1 + hash(i + {seed + 2}) % 50)::INT AS amount "
                f"FROM range({a_year}) AS t(i)",
            )


def put(path, text):
    """Writes a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def definitions(folder):
    """42 target groups, 60 consequences."""
    first, last = ENTRY

    def register(name, covers, files, columns, more='kind = "event"\ndate = "date"\n'):
        text = f'id = "{name}"\n' + LABEL.format(name) + ORIGIN + f'files = ["{files}"]\ncovers = {covers}\nperson = "person"\n'
        put(folder / "registers" / f"{name}.toml", text + more + ("\n[columns]\n" + columns if columns else ""))

    whole = '{0} = {{ names = "{0}", type = "integer" }}\n'.format
    people = 'sex = { names = "sex", type = "integer", codes = { man = 1, woman = 2 } }\nborn = { names = "born", type = "date" }\n'
    years = lambda a, b: f"{{ first = {a}, last = {b} }}"
    register("population", years(POPULATION[0], POPULATION[-1]), "population/{year}.parquet", people, 'kind = "status"\nrole = "population"\n')
    register("referrals", years(first, last), "referrals.parquet", whole("area"))
    register("relapses", years(first + 1, last + 1), "relapses.parquet", "")
    variables, consequences = "", ""

    def variable(name, register, where, value):
        where = f'where = "{where}", ' if where else ""
        return f'[[variable]]\nid = "{name}"\nresolution = 1\nfrom = [{{ register = "{register}", {where}value = "{value}" }}]\n\n'

    variables += variable("relapses", "relapses", "", "COUNT(*)")
    for number in range(REGISTERS):
        name = f"services_{number}"
        register(name, years(YEARS[0], YEARS[-1]), name + "/{year}.parquet", whole("kind") + whole("amount"))
        for kind in range(1, KINDS + 1):
            variables += variable(f"c{number}_{kind}", name, f"kind = {kind}", "SUM(amount)")
            consequences += f'[[consequence]]\nid = "c{number}_{kind}"\n' + LABEL.format(f"c{number}_{kind}")
            consequences += 'area = "social"\nunit = "piece"\nkind = "expenditure"\n' + ORIGIN + "\n"
    for area in range(1, GROUPS + 1):
        variables += variable(f"referrals_{area}", "referrals", f"area = {area}", "COUNT(*)")
        text = f'id = "area_{area}"\n' + LABEL.format(f"area_{area}") + 'domain = "adults"\n' + ORIGIN
        text += f"\n[population]\nyears = {years(first, last)}\nages = {{ first = 18, last = 64 }}\n"
        text += f'where = "referrals_{area} > 0"\n\n[[success]]\nid = "no_relapse"\n' + LABEL.format("no_relapse")
        text += 'uses = { after = { variable = "relapses", year = 1 } }\nwhere = "after = 0"\n'
        text += '\n[[estimation]]\nfollow_up = { first = 1, last = 10 }\nadjust = { sex = true, age = "quadratic" }\ncovariance = "HC3"\n'
        put(folder / "target_groups" / f"area_{area}.toml", text)
    put(folder / "variables" / "all.toml", variables)
    put(folder / "consequences" / "all.toml", consequences)
    put(folder / "release.toml", 'price_year = 2020\n\n[price_index]\nsource = "drawn"\nprovenance = "illustrative"\nyears = { 2020 = 100.0 }\n')


def scan(folder):
    """DuckDB decodes and adds up every column that the build needs."""
    import duckdb

    duckdb.sql("SET threads = 2; SET enable_progress_bar = false")
    date = "sum(date - DATE '2000-01-01')"
    duckdb.sql(f"SELECT sum(person), sum(sex), sum(born - DATE '2000-01-01') FROM read_parquet('{folder}/population/*.parquet')").fetchall()
    duckdb.sql(f"SELECT sum(person), {date}, sum(area) FROM read_parquet('{folder}/referrals.parquet')").fetchall()
    duckdb.sql(f"SELECT sum(person), {date} FROM read_parquet('{folder}/relapses.parquet')").fetchall()
    duckdb.sql(f"SELECT sum(person), {date}, sum(kind), sum(amount) FROM read_parquet('{folder}/services_*/*.parquet')").fetchall()


def sums(folder):
    """DuckDB delimits the groups and adds up their cells, no regression run."""
    import duckdb

    duckdb.sql("SET threads = 2; SET enable_progress_bar = false")
    first, last = ENTRY
    read = lambda name: f"read_parquet('{folder}/{name}')"
    duckdb.sql(f"""
        CREATE TABLE cohort AS
        SELECT area, person, t0, sex, t0 - year(born) AS age, relapse IS NULL AS success
        FROM (SELECT area, person, min(year(date)) AS t0 FROM {read('referrals.parquet')} GROUP BY ALL)
        JOIN {read(f'population/{first}.parquet')} USING (person)
        LEFT JOIN (SELECT DISTINCT person, year(date) - 1 AS t0, true AS relapse FROM {read('relapses.parquet')}) USING (person, t0)
        SEMI JOIN (SELECT person, year - 2 AS t0 FROM (
            SELECT person, parse_filename(filename, true)::INT AS year FROM read_parquet('{folder}/population/*.parquet', filename = true)
        )) AS stays USING (person, t0)
        WHERE t0 - year(born) BETWEEN 18 AND 64
    """)
    services = " UNION ALL ".join(
        f"SELECT {number} AS register, kind, person, year(date) AS year, amount FROM {read(f'services_{number}/*.parquet')}"
        for number in range(REGISTERS)
    )
    duckdb.sql("SELECT area, success, sex, age, t0, count(*) FROM cohort GROUP BY ALL").fetchnumpy()
    duckdb.sql(f"""
        SELECT area, success, sex, age, t0, register, kind, year - t0 AS k, sum(y), sum(y * y), count(*)
        FROM (SELECT person, register, kind, year, sum(amount)::HUGEINT AS y FROM ({services})
              SEMI JOIN cohort USING (person) GROUP BY ALL)
        JOIN cohort USING (person) WHERE year - t0 BETWEEN 1 AND 10 GROUP BY ALL
    """).fetchnumpy()


def timed(name, command):
    """Runs a process of its own: seconds, processor seconds, and the largest memory of any so far in megabytes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    # Memory is asked of the process itself, since a parent is told only the largest of all its children.
    run = subprocess.run(["/usr/bin/time", "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode != 0:
        raise SystemExit(f"{name} stopped: {run.stderr[-2000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = int(run.stderr.split()[-1]) / 1024
    print(f"{name:30} {seconds:9.1f} s {processor:9.1f} s of processors {memory:9.0f} MB", flush=True)
    return seconds, processor


def main():
    som, folder, persons = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    rows = int(sys.argv[4]) if len(sys.argv) > 4 else 51
    data, pipelines, output = folder / "extracts", folder / "pipelines", folder / "output"
    extracts(data, persons, rows)
    definitions(pipelines)
    shutil.rmtree(output, ignore_errors=True)
    size = sum(file.stat().st_size for file in data.rglob("*.parquet"))
    cores = os.cpu_count()
    print(f"{persons:,} persons, {persons * rows:,} rows of events, {size / 1e9:.2f} GB, {cores} processors")
    build = [som, "build", "--pipelines", pipelines, "--extracts", data, "--output", output, "--release", "national"]
    ours = timed("som build", build)
    theirs = {what: timed(f"DuckDB, {name}", [sys.executable, __file__, what, data]) for what, name in [("scan", "scanning and adding"), ("sums", "the same sums in SQL")]}
    for at, name in enumerate(["seconds", "processor seconds"]):
        print(f"{name}: som takes {ours[at] / theirs['scan'][at]:.2f} times the scan; SQL takes {theirs['sums'][at] / ours[at]:.2f} times som")


if __name__ == "__main__":
    if sys.argv[1] in ("scan", "sums"):
        {"scan": scan, "sums": sums}[sys.argv[1]](sys.argv[2])
    else:
        main()
