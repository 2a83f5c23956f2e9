"""Extracts of persons who do not exist, drawn by DuckDB from hashes, so that they are the same wherever they are drawn."""

import os

from shape import *

# Keys in no order, each once.
KEY = "({} * 2654435761 % 4294967296)::BIGINT"


def extracts(folder, persons, rows, people=None):
    """Every register, of a twentieth with referrals, two on average, to 42 areas. The population can be another folder's."""
    import duckdb

    duckdb.sql("SET threads = 2; SET preserve_insertion_order = true; SET enable_progress_bar = false")

    def write(name, query):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            duckdb.sql(f"COPY ({query}) TO '{path}.part' (FORMAT parquet, ROW_GROUP_SIZE 262144)")
            os.rename(f"{path}.part", path)

    if people is None:
        for year in POPULATION:
            write(
                f"population/{year}.parquet",
                f"SELECT {KEY.format('i')} AS person, (1 + hash(i) % 2)::INT AS sex, "
                f"DATE '1944-01-02' + (hash(i + 7) % 17000)::INT AS born FROM range({persons}) AS t(i)",
            )
    elif not (folder / "population").exists():
        folder.mkdir(parents=True, exist_ok=True)
        os.symlink(people.resolve() / "population", folder / "population")
    referrals(write, persons)
    spells(write, persons, rows)
    income(write, persons, rows)
    write("dream.parquet", dream(persons, rows))
    for register in range(EVENTS):
        for year in YEARS:
            write(f"events_{register}/{year}.parquet", events(register, year, persons, rows))


def events(register, year, persons, rows, again=0):
    """A year of a register of events, in order of days; delivered `again`, amounts are others."""
    all_rows, seed = event_rows(persons, rows), 1_000_003 * (year * EVENTS + register)
    return (
        f"SELECT {KEY.format(f'(hash(i + {seed}) % {persons})')} AS person, DATE '{year}-01-01' + (i * 365 // {all_rows})::INT AS date, "
        f"(1 + hash(i + {seed + 1}) % {KINDS})::INT AS kind, (1 + hash(i + {seed + 2 + again}) % 50)::INT AS amount "
        f"FROM range({all_rows}) AS t(i)"
    )


def referrals(write, persons):
    """What delimits the groups, and what fails their members."""
    entrants, (first, last) = max(1, persons // 20), ENTRY
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


def spells(write, persons, rows):
    """Stays of up to 90 nights, in order of their first day; some overlap, and one of a hundred still lasts."""
    days = len(YEARS) * 365
    for register in range(SPELLS):
        seed, stays = 7_000_003 * (register + 1), int(persons * SPELL_ROWS * rows / 51)
        start = f"DATE '{YEARS[0]}-01-01' + (i * {days} // {stays})::INT"
        write(
            f"spells_{register}.parquet",
            f'SELECT {KEY.format(f"(hash(i // 2 + {seed}) % {persons})")} AS person, {start} AS "start", '
            f'CASE WHEN hash(i + {seed + 1}) % 100 = 0 THEN NULL ELSE {start} + (1 + hash(i + {seed + 2}) % 90)::INT END AS "end", '
            f"(1 + hash(i // 3 + {seed + 3}) % {FORMS})::INT AS form FROM range({stays}) AS t(i)",
        )


def income(write, persons, rows):
    """A row a person and year with amounts in kroner and øre, in the population's order."""
    amounts = ", ".join(f"(hash(i * {AMOUNTS} + {{0}} + {n}) % 5000) * 61.25 AS amount_{n}" for n in range(AMOUNTS))
    share = 100 * WITH_INCOME * rows / 51
    for year in YEARS:
        there = f"hash(i + {year}) % 100 < {share:.4f}"
        write(
            f"income/{year}.parquet",
            f"SELECT {KEY.format('i')} AS person, {amounts.format(10_000_019 * year)} FROM range({persons}) AS t(i) WHERE {there}",
        )


def dream(persons, rows):
    """A row a person: in each half of a year a stretch of weeks with a code, in every third half or so."""
    halves = [(year, half) for year in YEARS for half in (0, 1)]
    drawn = ", ".join(f"hash(i * 24 + {13 * n + 5}) AS h{y}_{h}" for n, (y, h) in enumerate(halves))
    code = "CASE h{0} % 24 " + " ".join(f"WHEN {n} THEN {first}" for n, (first, _) in enumerate(CODES)) + " END"
    stretch = ", ".join(
        f"{code.format(f'{y}_{h}')} AS c{y}_{h}, 1 + {26 * h} + (h{y}_{h} // 24) % 13 AS a{y}_{h}, "
        f"14 + {26 * h} + (h{y}_{h} // 312) % 13 AS b{y}_{h}"
        for y, h in halves
    )
    columns = ", ".join(
        f"CASE WHEN {w} BETWEEN a{y}_{(w > 26):d} AND b{y}_{(w > 26):d} THEN c{y}_{(w > 26):d} END::SMALLINT AS {name}"
        for y, w, name in week_columns()
    )
    share = 100 * IN_DREAM * rows / 51
    people = f"SELECT i FROM range({persons}) AS t(i) WHERE hash(i + 99) % 100 < {share:.4f}"
    return (
        f"SELECT {KEY.format('i')} AS person, {columns} FROM (SELECT i, {stretch} FROM (SELECT i, {drawn} FROM ({people})))"
    )
