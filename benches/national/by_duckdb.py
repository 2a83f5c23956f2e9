"""DuckDB beside a build: `by_duckdb.py scan EXTRACTS PIPELINES`, or `by_duckdb.py sums EXTRACTS PIPELINES RESULT`."""

import pathlib
import sys

import duckdb

from definitions import Definitions
from sums import Sums


def scan(folder, pipelines):
    """Decodes every column that the build needs: numbers and days are added up, and so are the lengths of texts."""
    definitions = Definitions(pipelines)
    for register, columns in definitions.columns_read().items():
        source = f"read_parquet('{folder}/{definitions.files(register)}')"
        covers = definitions.covers(register)
        years = range(covers[0].year, covers[1].year + 1)
        kinds = dict(duckdb.sql(f"DESCRIBE SELECT * FROM {source}").project("column_name, column_type").fetchall())
        wanted = []
        for column in columns:
            if "{yy}{ww}" in column:
                wanted += [name for name in kinds if name.startswith("Y_") and 2000 + int(name[2:4]) in years]
            elif "{yyyy}" in column:
                wanted += [column.replace("{yyyy}", str(year)).replace("{mm}", f"{month:02}") for year in years for month in range(1, 13)]
            else:
                wanted.append(column)
        zero = {"DATE": "DATE '2000-01-01'", "TIMESTAMP": "TIMESTAMP '2000-01-01'"}
        add = lambda name: f'sum(strlen("{name}"))' if kinds[name] == "VARCHAR" else f'sum(epoch("{name}"))' if kinds[name] in zero else f'sum("{name}")'
        duckdb.sql(f"SELECT {', '.join(map(add, dict.fromkeys(wanted)))} FROM {source}").fetchall()


def cohorts(definitions, sums):
    """Delimits the groups whose variables the SQL computes: group, measure, person, t0, age, sex, success."""
    run = duckdb.sql
    groups = [group for group in definitions.groups.values() if all(map(sums.supported, definitions.read_by(group)))]
    sums.compute({name for group in groups for name in definitions.read_by(group)}, "delimiting")
    run(f"""
        CREATE TABLE listed AS SELECT PNR AS person, any_value(KOEN) AS sex, any_value(year(FOED_DAG)) AS born,
               list(regexp_extract(filename, 'bef([0-9]{{4}})12', 1)::INT) AS years
        FROM read_parquet('{sums.folder}/bef/bef*12.parquet', filename = true) GROUP BY PNR
    """)
    run("CREATE TABLE cohort (target_group VARCHAR, success_measure VARCHAR, person VARCHAR, t0 INT, age INT, sex VARCHAR, success BOOL)")
    value = lambda alias, name, years: f"coalesce((SELECT sum(y) FROM delimiting d WHERE d.person = {alias}.person AND d.variable = '{name}' AND d.year BETWEEN {years[0]} AND {years[1]}), 0) * {definitions.variables[name]['resolution']}"
    for group in groups:
        population, variables = group["population"], definitions.variables
        own = sorted(name for name in definitions.read_by(group) if name in population["where"])
        used = population.get("uses", {})
        names = ", ".join(f"'{name}'" for name in own)
        pivoted = ", ".join(f"coalesce(sum(y) FILTER (WHERE variable = '{name}'), 0) * {variables[name]['resolution']} AS {name}" for name in own)
        earlier = "".join(f", {value('p', use['variable'], (f'p.year + {first}', f'p.year + {last}'))} AS {id}" for id, use in used.items() for first, last in [between(use)])
        run(f"""
            CREATE OR REPLACE TEMP TABLE entered AS
            SELECT person, min(year) AS t0, any_value(born) AS born, any_value(sex) AS sex FROM (
                SELECT p.*, l.born, CASE l.sex WHEN 1 THEN 'man' ELSE 'woman' END AS sex{earlier}
                FROM (SELECT person, year, {pivoted} FROM delimiting WHERE variable IN ({names}) AND year BETWEEN {population['years']['first']} AND {population['years']['last']} GROUP BY ALL) p
                JOIN listed l ON l.person = p.person AND list_contains(l.years, p.year - 1)
                WHERE p.year - l.born BETWEEN {population['ages']['first']} AND {population['ages']['last']}
            ) WHERE {population['where']} GROUP BY person
        """)
        for measure in group["success"]:
            uses = ", ".join(f"{value('e', use['variable'], (f'e.t0 + {first}', f'e.t0 + {last}'))} AS {id}" for id, use in measure["uses"].items() for first, last in [between(use)])
            year = max(between(use)[1] for use in measure["uses"].values())
            known = [definitions.years_of(use["variable"]) for use in measure["uses"].values()]
            first = max(years[0] - between(use)[0] for years, use in zip(known, measure["uses"].values()))
            last = min(years[1] - between(use)[1] for years, use in zip(known, measure["uses"].values()))
            run(f"""
                INSERT INTO cohort SELECT '{group['id']}', '{measure['id']}', person, t0, t0 - born, sex, success FROM (
                    SELECT *, ({measure['where']}) AS success FROM (
                        SELECT e.*, e.t0 AS year, {uses} FROM entered e JOIN listed l ON l.person = e.person AND list_contains(l.years, e.t0 + {year}) AND list_contains(l.years, e.t0 + {year} - 1)
                    )
                ) WHERE success IS NOT NULL AND t0 BETWEEN {first} AND {last}
            """)


def between(use):
    years = use.get("years")
    return (years["first"], years["last"]) if years else (use["year"], use["year"])


def sums(folder, pipelines, result):
    """Delimits the groups and adds up their cells, no regression run; leaves the cohorts' sums in a file."""
    definitions = Definitions(pipelines)
    of = Sums(duckdb.sql, definitions, folder)
    cohorts(definitions, of)
    duckdb.sql("CREATE TABLE wanted AS SELECT DISTINCT person FROM cohort")
    of.compute(definitions.of_consequences, "used", "wanted")
    duckdb.sql("""
        CREATE TABLE cells AS
        SELECT target_group, success_measure, success, sex, age, t0, variable, year - t0 AS k, sum(y) AS total, sum(y * y) AS squares, count(*) AS persons
        FROM (SELECT person, variable, year, sum(y)::HUGEINT AS y FROM used GROUP BY ALL)
        JOIN cohort USING (person) WHERE year - t0 BETWEEN 1 AND 10 AND y <> 0 GROUP BY ALL
    """)
    duckdb.sql(f"""
        COPY (SELECT target_group, success_measure, success, variable, k::INT AS k, sum(total)::DOUBLE AS total, sum(persons)::BIGINT AS users FROM cells GROUP BY ALL
              UNION ALL SELECT target_group, success_measure, success, NULL, NULL, NULL, count(*) FROM cohort GROUP BY ALL) TO '{result}' (FORMAT parquet)
    """)


if __name__ == "__main__":
    duckdb.sql("SET threads = 2; SET enable_progress_bar = false; SET preserve_insertion_order = false")
    {"scan": scan, "sums": sums}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
