"""The hand-written rival in SQL: DuckDB for the cell sums, numpy for the regressions.

`python by_duckdb.py dense FILE` or `python by_duckdb.py registers FOLDER GROUPS`.
"""

import sys

import duckdb
import numpy as np

import definitions
import wls


def dense(path):
    names = [f"y{i:02}" for i in range(40)]
    sums = ", ".join(f"sum({y}::DOUBLE), sum({y}::DOUBLE * {y}::DOUBLE)" for y in names)
    query = f"SELECT year, success, sex, age, count(*) AS n, {sums} FROM read_parquet('{path}') GROUP BY ALL"
    columns = list(duckdb.sql(query).fetchnumpy().values())
    cells = dict(zip(["year", "success", "sex", "age", "n"], columns))
    wls.dense(names, cells, np.column_stack(columns[5::2]), np.column_stack(columns[6::2]))


def registers(folder, groups):
    extracts = f"{folder}/extracts"
    # One target group of all persons with a referral, or one for each area.
    area = "0" if groups == 1 else "area"
    duckdb.sql(f"""
        CREATE TABLE cohort AS
        SELECT "group", person, person NOT IN (FROM relapsed) AS success, sex = 2 AS woman, 2010 - year(born) AS age
        FROM (SELECT DISTINCT person, {area} AS "group" FROM read_parquet('{extracts}/referrals.parquet')
              WHERE year(date) = 2010)
        JOIN read_parquet('{extracts}/population/2010.parquet') USING (person)
        SEMI JOIN read_parquet('{extracts}/population/2012.parquet') AS stays USING (person)
        WHERE 2010 - year(born) BETWEEN 18 AND 64
    """.replace("FROM relapsed", f"SELECT person FROM read_parquet('{extracts}/relapses.parquet')"))
    services = " UNION ALL ".join(
        f"SELECT {number} AS register, kind, person, year(date) AS year, amount FROM read_parquet('{extracts}/services_{number}/*.parquet')"
        for number in range(definitions.REGISTERS)
    )
    persons = duckdb.sql('SELECT "group", success, woman, age, count(*) AS n FROM cohort GROUP BY ALL').fetchnumpy()
    sums = duckdb.sql(f"""
        SELECT "group", success, woman, age, register, kind, year, sum(y) AS sum, sum(y * y) AS squares
        FROM (SELECT person, register, kind, year, sum(amount)::DOUBLE AS y FROM ({services})
              SEMI JOIN cohort USING (person) GROUP BY ALL)
        JOIN cohort USING (person) GROUP BY ALL
    """).fetchnumpy()
    wls.registers(persons, sums)


duckdb.sql("SET threads = 2")
duckdb.sql("SET enable_progress_bar = false")
if sys.argv[1] == "dense":
    dense(sys.argv[2])
else:
    registers(sys.argv[2], int(sys.argv[3]))
