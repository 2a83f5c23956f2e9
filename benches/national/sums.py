"""The sums of a build in DuckDB's SQL, written from the shipped definitions: one query a register, and one a spread of spells.

What this SQL leaves out is to DuckDB's advantage: weeks in a row, stays made of contacts, parts of school years, the largest of several rows,
and the groups that read them; bad rows, coverage of single years, and all that a build counts of rows that it does not use.
"""

import re

from definitions import DAY


class Sums:
    def __init__(self, run, definitions, folder):
        self.run, self.definitions, self.folder = run, definitions, folder

    def supported(self, variable):
        """Whether the SQL computes a variable."""
        for source in self.definitions.variables[variable]["from"]:
            register = self.definitions.registers[source["register"]]
            asks = f"{source.get('where', '')} {source['value']}"
            if "run_week" in asks or "stays" in source or source["value"].startswith("MAX") or register.get("unit") == "school_year":
                return False
        return True

    def rows(self, name, only):
        """A register's rows with the names that SQL gives the columns; those of some persons alone, if `only` says so."""
        definitions, register = self.definitions, self.definitions.registers[name]
        yearly = "{year}" in register["files"][0]
        columns = [f"{self.column(column)} AS \"{id}\"" for id, column in register.get("columns", {}).items()]
        for key in ("date", "start", "end"):
            if key in register:
                columns.append(f'{self.day(register[key])} AS "{key}"')
        source = f"read_parquet('{self.folder}/{definitions.files(name)}', filename = {str(yearly).lower()})"
        if yearly:
            columns.append("regexp_extract(filename, '([0-9]{4})[0-9]*[.]parquet', 1)::INT AS file_year")
        if "parent" in register:
            parent = register["parent"]
            key = parent["key"]
            same_year = "AND c.file_year = p.file_year" if yearly else ""
            placed = "" if "date" in register else ', p."start", p."end"'
            own = ", ".join(columns)
            of = self.rows(parent["register"], only)
            comma = ", " if own else ""
            keep = ", ".join(f'p."{id}"' for id in definitions.registers[parent["register"]].get("columns", {}))
            return f"(SELECT p.person, {keep}{placed}{', c.* EXCLUDE (key)' if own else ''} FROM (SELECT {key} AS key{comma}{own} FROM {source}) c JOIN {of} p ON c.key = p.key {same_year})"
        for key in self.row_keys(name):
            columns.append(f"{key} AS key")
        if "year" in register:
            columns.append(f"{register['year']}::INT AS year")
        if "school_year" in register:
            columns.append(f"left({register['school_year']}, 4)::INT + ({register['month']} < 8)::INT AS year")
        person = register["person"]
        wanted = f"SEMI JOIN {only} o ON r.{person} = o.person" if only else ""
        where = f" WHERE {register['where']}" if "where" in register else ""
        return f"(SELECT * FROM (SELECT {person} AS person, {', '.join(columns)} FROM {source} r {wanted}){where})" if columns else f"(SELECT {person} AS person FROM {source} r {wanted})"

    def row_keys(self, name):
        children = (one["parent"] for one in self.definitions.registers.values() if "parent" in one)
        return sorted({child.get("parent_key", child["key"]) for child in children if child["register"] == name})[:1]

    def column(self, column):
        """The value of a column as SQL of the definitions reads it."""
        name = column["names"]
        if "code_table" in column:
            lines = (self.definitions.folder / "registers" / column["code_table"]).read_text().split()[1:]
            return f"CASE {name} " + " ".join("WHEN '{}' THEN '{}'".format(*line.split(",")) for line in lines) + " END"
        kinds = {"integer": "BIGINT", "number": "DOUBLE"}
        return f"{name}::{kinds[column['type']]}" if column["type"] in kinds else name

    @staticmethod
    def day(column):
        if isinstance(column, str):
            return column
        if column["type"] == "yyww":
            # Settlements lie in the year of their week.
            return f"make_date(2000 + left({column['names']}, 2)::INT, 7, 1)"
        return column["names"]

    def compute(self, wanted, table, only=None):
        """Sums of variables by person and year, in whole steps, in a table; of the persons of a table alone, if one is named."""
        self.run(f"CREATE OR REPLACE TABLE {table} (person VARCHAR, variable VARCHAR, year INT, y BIGINT)")
        by_register = {}
        for name in sorted(filter(self.supported, wanted)):
            for source in self.definitions.variables[name]["from"]:
                by_register.setdefault(source["register"], []).append((name, source))
        for register, sources in by_register.items():
            kind = self.definitions.registers[register]["kind"]
            spread = [one for one in sources if one[1].get("date") == "spread"]
            for name, source in spread:
                self.run(f"INSERT INTO {table} {self.spread(name, source, only)}")
            others = [one for one in sources if one not in spread]
            if others:
                {"weekly_wide": self.weeks, "monthly_wide": self.months}.get(kind, self.plain)(table, register, others, only)

    def steps(self, name, value):
        per = round(1 / self.definitions.variables[name]["resolution"])
        return f"round({value} * {per})::BIGINT" if per > 1 else f"{value}::BIGINT"

    def aggregates(self, sources, time):
        """One sum a variable, of the rows that meet its condition on its days."""
        found = []
        for number, (name, source) in enumerate(sources):
            value = source["value"] if source["value"].startswith(("SUM", "COUNT")) else f"SUM({source['value']})"
            holds = [f"({source['where']})"] if "where" in source else []
            holds += [f"{time(source)} >= {DAY(source['since'])}"] if "since" in source else []
            holds += [f"{time(source)} <= {DAY(source['until'])}"] if "until" in source else []
            value = f"{value} FILTER (WHERE {' AND '.join(holds)})" if holds else value
            found.append((name, f"{self.steps(name, value)} AS v{number}"))
        return found

    def folded(self, table, rows, found):
        """Inserts one row a person, year and variable that has a value."""
        self.run(f"CREATE OR REPLACE TEMP TABLE folded AS SELECT person, year, {', '.join(sum for _, sum in found)} FROM {rows} GROUP BY ALL")
        for number, (name, _) in enumerate(found):
            self.run(f"INSERT INTO {table} SELECT person, '{name}', year, v{number} FROM folded WHERE v{number} <> 0")

    def plain(self, table, register, sources, only):
        kind = self.definitions.registers[register]["kind"]
        for at in sorted({source.get("date", "start") for _, source in sources}):
            some = [one for one in sources if one[1].get("date", "start") == at]
            day = {"event": '"date"', "spell": f'"{at}"'}.get(kind)
            asked = {id: any_row for _, source in some for id, any_row in source.get("any", {}).items()}
            extra = "".join(f", key IN (SELECT {self.definitions.registers[any_row['register']]['parent']['key']} FROM {self.children(any_row)}) AS {id}" for id, any_row in asked.items())
            if kind == "spell":
                extra += ", date_diff('second', \"start\", \"end\") / 3600.0 AS hours" if register == "lpr_a_kontakt" else ""
            first, last = self.definitions.covers(register)
            year = f"year({day}) AS year" if day else ("year" if {"year", "school_year"} & self.definitions.registers[register].keys() else "file_year AS year")
            within = f"WHERE {day}::DATE BETWEEN {DAY(first)} AND {DAY(last)}" if day else f"WHERE year BETWEEN {first.year} AND {last.year}"
            listed = self.definitions.registers[register]["covers"].get("list")
            within += f" AND year IN {tuple(listed)}" if listed else ""
            rows = f"(SELECT * FROM (SELECT *, {year}{extra} FROM {self.rows(register, only)}) {within})" if not (day is None and year == "year") else f"(SELECT * FROM {self.rows(register, only)} {within})"
            self.folded(table, rows, self.aggregates(some, lambda _: f"{day}::DATE" if day else "make_date(year, 7, 1)"))

    def children(self, any_row):
        """Rows of a register that meet a question, without their parents."""
        register = self.definitions.registers[any_row["register"]]
        columns = ", ".join(f"{self.column(column)} AS {id}" for id, column in register["columns"].items())
        key = register["parent"]["key"]
        return f"(SELECT {key}, {columns} FROM read_parquet('{self.folder}/{self.definitions.files(any_row['register'])}')) WHERE {any_row['where']}"

    def spread(self, name, source, only):
        """Spells of a condition, joined where they share a day, and cut at new year."""
        register = source["register"]
        first, last = self.definitions.covers(register)
        first, last = max(first, source.get("since", first)), min(last, source.get("until", last))
        days = "days" in source["value"]
        asked = "".join(f", key IN (SELECT {self.definitions.registers[any_row['register']]['parent']['key']} FROM {self.children(any_row)}) AS {id}" for id, any_row in source.get("any", {}).items())
        hours = ", date_diff('second', \"start\", \"end\") / 3600.0 AS hours" if register == "lpr_a_kontakt" else ""
        where = f"WHERE {source['where']}" if "where" in source else ""
        stop = f"least(coalesce(\"end\"::DATE + {int(days)}, {DAY(last)} + 1), {DAY(last)} + 1)"
        value = re.sub(r"^SUM\((.*)\)$", r"\1", source["value"]).replace("days", "part").replace("nights", "part")
        return f"""
            WITH spells AS (
                SELECT person, greatest("start"::DATE, {DAY(first)}) AS since, {stop} AS stop
                FROM (SELECT *{asked}{hours} FROM {self.rows(register, only)}) {where}
            ), marked AS (
                SELECT *, coalesce(since > max(stop - {int(days)}) OVER (PARTITION BY person ORDER BY since, stop ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
                FROM spells WHERE since < stop
            ), joined AS (
                SELECT person, min(since) AS since, max(stop) AS stop
                FROM (SELECT *, sum(begins::INT) OVER (PARTITION BY person ORDER BY since, stop) AS island FROM marked) GROUP BY person, island
            )
            SELECT person, '{name}', y.year, {self.steps(name, f"sum({value})")}
            FROM (SELECT person, y.year, least(stop, make_date(y.year + 1, 1, 1)) - greatest(since, make_date(y.year, 1, 1)) AS part
                  FROM joined JOIN (SELECT unnest(range({first.year}, {last.year + 1}))::INT AS year) AS y ON y.year BETWEEN year(since) AND year(stop)) AS y
            WHERE part > 0 GROUP BY person, y.year
        """

    def weeks(self, table, register, sources, only):
        of = self.definitions.registers[register]
        first, last = self.definitions.covers(register)
        years = "|".join(f"{year % 100:02}" for year in range(first.year, last.year + 1))
        wanted = f"SEMI JOIN {only} o ON r.PNR = o.person" if only else ""
        rows = f"""(
            SELECT person, 2000 + substr(week, 3, 2)::INT AS year, code::INT AS code
            FROM (UNPIVOT (SELECT PNR AS person, COLUMNS('^Y_({years})[0-9][0-9]$') FROM read_parquet('{self.folder}/{self.definitions.files(register)}') r {wanted})
                  ON COLUMNS('^Y_') INTO NAME week VALUE code) WHERE code <> ''
        )"""
        assert of["weeks"] == "Y_{yy}{ww}"
        self.folded(table, rows, self.aggregates(sources, lambda _: "make_date(year, 7, 1)"))

    def months(self, table, register, sources, only):
        of = self.definitions.registers[register]
        first, last = self.definitions.covers(register)
        wanted = f"SEMI JOIN {only} o ON r.PNR = o.person" if only else ""
        for name, source in sources:
            holds = lambda year, month: re.sub(r"\b(industry|degree)\b", lambda at: of["months"][at[0]]["names"].replace("{yyyy}", str(year)).replace("{mm}", f"{month:02}"), source["where"])
            in_year = lambda year: " + ".join(f"coalesce(({holds(year, month)})::INT, 0)" for month in range(1, 13))
            listed = ", ".join(f"{{'year': {year}, 'y': {in_year(year)}}}" for year in range(first.year, last.year + 1))
            self.run(
                f"INSERT INTO {table} SELECT person, '{name}', one.year, one.y FROM (SELECT PNR AS person, unnest([{listed}]) AS one "
                f"FROM read_parquet('{self.folder}/{self.definitions.files(register)}') r {wanted}) WHERE one.y > 0"
            )
