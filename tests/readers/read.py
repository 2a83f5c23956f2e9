"""Reads a release and what was exported from it with programs that share no code with `som`.

read.py RELEASE CSV SQLITE PACKAGE [SECRET …]

DuckDB reads the Parquet tables, sqlite3 the database and frictionless the data package; every cell of the first two must be that
of the comma-separated files. No member of a zipped file may hold a secret. Says what does not hold, and ends with exit code 1.
"""

import csv
import json
import sqlite3
import sys
import zipfile
from pathlib import Path

import duckdb
import frictionless

wrong = []


def plain(value):
    """A cell as the comma-separated files have it, numbers as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def same(found, wanted, truth):
    """Whether a cell is that of the text; a database without truth values has 0 and 1."""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        if truth:
            return wanted == ("true" if found else "false")
        return wanted != "" and found == float(wanted)
    return plain(found) == wanted


def compare(reader, table, names, rows, wanted):
    """Holds rows against those of the text."""
    if list(names) != wanted[0]:
        wrong.append(f"{reader}: {table} has the columns {names}")
        return
    if len(rows) != len(wanted) - 1:
        wrong.append(f"{reader}: {table} has {len(rows)} rows, and the text {len(wanted) - 1}")
        return
    truth = [all(row[at] in ("true", "false", "") for row in wanted[1:]) for at in range(len(names))]
    for number, (row, text) in enumerate(zip(rows, wanted[1:]), 1):
        for at, (found, cell) in enumerate(zip(row, text)):
            if not same(found, cell, truth[at]):
                wrong.append(f"{reader}: {table}, row {number}, column {names[at]} is not what the text has")
                return


def main(release, texts, database, package, *secrets):
    """Reads everything."""
    release, texts = Path(release), Path(texts)
    duck, lite = duckdb.connect(), sqlite3.connect(database)
    tables = {path.stem: list(csv.reader(path.open(newline="", encoding="utf-8"))) for path in texts.glob("*.csv")}
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    if {entry["table"] for entry in manifest["tables"]} != set(tables):
        wrong.append("the texts are not those of the manifest's tables")
    for table, wanted in sorted(tables.items()):
        read = duck.execute("SELECT * FROM read_parquet(?)", [str(release / "tables" / f"{table}.parquet")])
        compare("DuckDB", table, [column[0] for column in read.description], read.fetchall(), wanted)
        read = lite.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
        compare("sqlite3", table, [column[0] for column in read.description], read.fetchall(), wanted)
    if lite.execute("PRAGMA integrity_check").fetchone() != ("ok",) or lite.execute("PRAGMA foreign_key_check").fetchall():
        wrong.append("sqlite3: keys do not hold")
    # Files by their full paths belong to the caller.
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(Path(package) / "datapackage.json"))
    if not report.valid:
        wrong.extend(f"frictionless: {error}" for error in report.flatten(["title", "rowNumber", "fieldName", "note"])[:5])
    if len(report.tasks) != len(tables):
        wrong.append(f"frictionless: looked at {len(report.tasks)} tables of {len(tables)}")
    members = 0
    for path in sorted(release.rglob("*")):
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                for name in file.namelist():
                    members += 1
                    text = file.read(name)
                    if any(secret.encode() in text for secret in secrets):
                        wrong.append(f"{path.name}: {name} holds a secret")
    if not members:
        wrong.append("no zipped file was looked into")
    print(f"{len(tables)} tables, {sum(len(rows) - 1 for rows in tables.values())} rows, {members} members of zipped files")


main(*sys.argv[1:])
for reason in wrong:
    print(reason, file=sys.stderr)
sys.exit(bool(wrong))
