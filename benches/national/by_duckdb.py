"""DuckDB beside a build: `by_duckdb.py scan EXTRACTS`, or `by_duckdb.py sums EXTRACTS RESULT`."""

import sys

import duckdb

from shape import *

DAY = "DATE '2000-01-01'"


def scan(folder):
    """Decodes and adds up every column that the build needs."""

    def add(files, columns):
        duckdb.sql(f"SELECT {columns} FROM read_parquet('{folder}/{files}')").fetchall()

    add("population/*.parquet", f"sum(person), sum(sex), sum(born - {DAY})")
    add("referrals.parquet", f"sum(person), sum(date - {DAY}), sum(area)")
    add("relapses.parquet", f"sum(person), sum(date - {DAY})")
    add("events_*/*.parquet", f"sum(person), sum(date - {DAY}), sum(kind), sum(amount)")
    add("spells_*.parquet", f'sum(person), sum("start" - {DAY}), sum("end" - {DAY}), sum(form)')
    add("income/*.parquet", "sum(COLUMNS(*))")
    add("dream.parquet", "sum(COLUMNS(*))")


def cohort(folder):
    """Delimits the groups."""
    first, _ = ENTRY
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


def values(folder):
    """SQL of what the cohorts' persons have: person, consequence, year, y."""
    read = lambda name: f"(SELECT * FROM read_parquet('{folder}/{name}') SEMI JOIN cohort USING (person))"
    end = f"DATE '{YEARS[-1] + 1}-01-01'"
    for number in range(EVENTS):
        yield (
            f"SELECT person, 'events_{number}_' || kind AS consequence, year(date) AS year, amount AS y "
            f"FROM {read(f'events_{number}/*.parquet')}"
        )
    for number in range(SPELLS):
        # What an earlier stay of the same form has not counted, cut by years.
        before = 'max(stop) OVER (PARTITION BY person, form ORDER BY "start", stop ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)'
        yield f"""
            SELECT person, 'spells_{number}_' || form AS consequence, y.year AS year,
                   least(stop, make_date(y.year + 1, 1, 1)) - greatest(since, make_date(y.year, 1, 1)) AS y
            FROM (SELECT person, form, stop, greatest("start", coalesce({before}, "start")) AS since
                  FROM (SELECT *, least(coalesce("end", {end}), {end}) AS stop FROM {read(f'spells_{number}.parquet')}))
            JOIN (SELECT unnest(range({YEARS[0]}, {YEARS[-1] + 1}))::BIGINT AS year) AS y
              ON y.year BETWEEN year(since) AND year(stop) AND since < stop
        """
    number_of = " ".join(f"WHEN code BETWEEN {a} AND {b} THEN 'weeks_{n}'" for n, (a, b) in enumerate(CODES))
    yield (
        f"SELECT person, CASE {number_of} END AS consequence, 2000 + substr(week, 3, 2)::INT AS year, 1 AS y "
        f"FROM (UNPIVOT {read('dream.parquet')} ON COLUMNS('Y_.*') INTO NAME week VALUE code)"
    )
    for number in range(AMOUNTS):
        yield (
            f"SELECT person, 'amount_{number}' AS consequence, parse_filename(filename, true)::INT AS year, "
            f"(100 * amount_{number})::BIGINT AS y "
            f"FROM (SELECT * FROM read_parquet('{folder}/income/*.parquet', filename = true) SEMI JOIN cohort USING (person))"
        )


def sums(folder, result):
    """Delimits the groups and adds up their cells, no regression run; leaves the cohorts' sums in a file."""
    cohort(folder)
    duckdb.sql("SELECT area, success, sex, age, t0, count(*) FROM cohort GROUP BY ALL").fetchnumpy()
    every = " UNION ALL ".join(f"({one})" for one in values(folder))
    duckdb.sql(f"""
        CREATE TABLE cells AS
        SELECT area, success, sex, age, t0, consequence, year - t0 AS k, sum(y) AS total, sum(y * y) AS squares, count(*) AS persons
        FROM (SELECT person, consequence, year, sum(y)::HUGEINT AS y FROM ({every}) GROUP BY ALL)
        JOIN cohort USING (person) WHERE year - t0 BETWEEN 1 AND 10 AND y <> 0 GROUP BY ALL
    """)
    duckdb.sql(f"""
        COPY (SELECT area, success, consequence, k::INT AS k, sum(total)::DOUBLE AS total, sum(persons)::BIGINT AS users
              FROM cells GROUP BY ALL) TO '{result}' (FORMAT parquet)
    """)


if __name__ == "__main__":
    duckdb.sql("SET threads = 2; SET enable_progress_bar = false")
    {"scan": scan, "sums": sums}[sys.argv[1]](*sys.argv[2:])
