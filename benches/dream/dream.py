"""DREAM at its real width: `python dream.py SOM FOLDER [--persons N] [--runs R] [--threads T]`.

Writes one dataset of DREAM with 3,041 columns (weeks from 1991 to 2023, months of industry and of degree of employment, and columns that nothing
reads) for N persons (500,000), and a population. Then builds one release for each of these questions, cold, each in a process of its own: weeks of
three years, weeks of twelve, and months too. Prints Markdown: the least seconds, processor seconds, the largest resident memory, and the bytes
that a process read of all files, its own and those that are hashed among them. Needs numpy and pyarrow. Extracts that are there already are used again.
"""

import argparse
import datetime
import os
import pathlib
import resource
import shutil
import subprocess
import threading
import time

COLUMNS = 3041
WEEKS = range(1991, 2024)
MONTHS = range(2008, 2024)
GROUP = 32_768
LABEL = 'label = {{ da = "{0}", en = "{0}" }}\nsource = "drawn"\nprovenance = "illustrative"\n'
CODES = [130, 131, 140, 651, 652, 783, 890, 111]


def names():
    """The columns of the dataset: the key, weeks, months, and others."""
    last = lambda year: datetime.date(year, 12, 28).isocalendar()[1]
    weeks = [f"Y_{year % 100:02}{week:02}" for year in WEEKS for week in range(1, last(year) + 1)]
    months = [(year, month) for year in MONTHS for month in range(1, 13)]
    industry = [f"BRANCHE_{year}_{month:02}" for year, month in months]
    degree = [f"GRAD_{year}_{month:02}" for year, month in months]
    others = [f"OTHER_{number}" for number in range(COLUMNS - 1 - len(weeks) - len(industry) - len(degree))]
    return weeks, industry, degree, others


def extracts(folder, persons):
    """Writes DREAM group by group, so that memory does not grow with its rows. A week of one person in seven has a code."""
    import numpy
    import pyarrow
    import pyarrow.parquet as parquet

    folder.mkdir(parents=True)
    weeks, industry, degree, others = names()
    text, number = pyarrow.string(), pyarrow.float64()
    fields = [("PNR", text)] + [(name, text) for name in weeks + industry] + [(name, number) for name in degree] + [(name, text) for name in others]
    schema = pyarrow.schema(fields)
    draw = numpy.random.default_rng(1)
    words = pyarrow.array([str(code) for code in CODES])
    branches = pyarrow.array([f"{draw.integers(10_000, 990_000):06}" for _ in range(600)])
    with parquet.ParquetWriter(folder / "dream202312.parquet", schema, compression="lz4", write_statistics=False) as writer:
        for first in range(0, persons, GROUP):
            rows = min(GROUP, persons - first)

            def coded(values, share):
                # Some forty columns a group are drawn, and stand for all: what a column holds does not matter here.
                picked = draw.integers(0, len(values), rows)
                return values.take(pyarrow.array(picked, mask=draw.random(rows) >= share)).cast(text)

            of_week = [coded(words, 1 / 7) for _ in range(24)]
            of_industry = [coded(branches, 0.6) for _ in range(8)]
            of_degree = [pyarrow.array(draw.random(rows).round(2), mask=draw.random(rows) >= 0.6) for _ in range(8)]
            keys = pyarrow.array([f"{number:012}" for number in range(first, first + rows)])
            arrays = [keys] + [of_week[at % 24] for at in range(len(weeks))] + [of_industry[at % 8] for at in range(len(industry))]
            arrays += [of_degree[at % 8] for at in range(len(degree))] + [of_week[at % 24] for at in range(len(others))]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
    for year in range(2009, 2024):
        keys = pyarrow.array([f"{number:012}" for number in range(persons)])
        sexes = pyarrow.array(numpy.arange(persons) % 2 + 1)
        born = pyarrow.array(numpy.full(persons, 4000), pyarrow.int32()).cast(pyarrow.date32())
        table = pyarrow.table({"PNR": keys, "KOEN": sexes, "FOED": born})
        parquet.write_table(table, folder / f"population{year}.parquet")


def definitions(folder, years, months):
    """Writes the definitions: a target group by weeks in 2012, followed for some years, and by months too if asked."""

    def put(name, text):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def register(name, rest):
        put(f"registers/{name}.toml", f'id = "{name}"\n' + LABEL.format(name) + 'person = "PNR"\n' + rest)

    shutil.rmtree(folder, ignore_errors=True)
    of_population = 'sex = { names = "KOEN", type = "integer", codes = { man = 1, woman = 2 } }\nborn = { names = "FOED", type = "date" }\n'
    register("population", f'kind = "status"\nrole = "population"\nfiles = ["population{{year}}.parquet"]\ncovers = {{ first = 2009, last = 2023 }}\n[columns]\n{of_population}')
    wide = 'files = ["dream{delivery}.parquet"]\ndeliveries = "last"\n'
    register("dream", f'kind = "weekly_wide"\n{wide}covers = {{ first = 1992, last = 2023 }}\nweeks = "Y_{{yy}}{{ww}}"\n')
    of_months = '[months]\nindustry = { names = "BRANCHE_{yyyy}_{mm}", type = "code", width = 6 }\ndegree = { names = "GRAD_{yyyy}_{mm}", type = "number" }\n'
    register("dream_months", f'kind = "monthly_wide"\n{wide}covers = {{ first = 2008, last = 2023 }}\n{of_months}')
    variable = lambda name, register, where: f'[[variable]]\nid = "{name}"\nresolution = 1\nfrom = [{{ register = "{register}", where = "{where}", value = "COUNT(*)" }}]\n'
    variables = variable("benefit", "dream", "code BETWEEN 130 AND 149") + variable("pension", "dream", "code = 783")
    consequence = lambda name: f'[[consequence]]\nid = "{name}"\n' + LABEL.format(name) + 'area = "employment"\nunit = "week"\nkind = "expenditure"\n'
    consequences = consequence("pension")
    if months:
        variables += variable("work", "dream_months", "industry IS NOT NULL AND degree > 0")
        consequences += consequence("work")
    put("variables/all.toml", variables)
    put("consequences/all.toml", consequences)
    put("release.toml", 'price_year = 2022\n[price_index]\nsource = "drawn"\nprovenance = "illustrative"\nyears = { 2022 = 100.0 }\n')
    group = 'id = "g"\n' + LABEL.format("g") + 'domain = "adults"\n[population]\nyears = { first = 2012, last = 2012 }\nages = { first = 18, last = 64 }\nwhere = "benefit > 0"\nentry = "first"\n'
    group += '[[success]]\nid = "left"\nlabel = { da = "left", en = "left" }\nuses = { after = { variable = "benefit", year = 1 } }\nwhere = "after < 8"\n'
    group += f'[[estimation]]\nfollow_up = {{ first = 1, last = {years} }}\nadjust = {{ sex = true }}\ncovariance = "HC3"\n'
    put("target_groups/g.toml", group)


def build(som, folder, threads):
    """Runs a build; returns seconds, largest resident megabytes, and megabytes that it read."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    command = [som, "--threads", str(threads), "build", "--pipelines", folder / "pipelines", "--extracts", folder / "extracts", "--output", folder / "output", "--release", "r"]
    used = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    started, before = time.monotonic(), used()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seen = {"read": 0.0, "memory": 0.0}

    def watch():
        proc = pathlib.Path(f"/proc/{process.pid}")
        while process.poll() is None:
            try:
                seen["read"] = int((proc / "io").read_text().split()[1]) / 1e6
                peak = [line for line in (proc / "status").read_text().splitlines() if line.startswith("VmHWM")]
                seen["memory"] = int(peak[0].split()[1]) / 1000 if peak else seen["memory"]
            except (OSError, IndexError):
                return
            time.sleep(0.02)

    watching = threading.Thread(target=watch)
    watching.start()
    message = process.stderr.read().decode()
    process.wait()
    seconds = time.monotonic() - started
    watching.join()
    if process.returncode:
        raise SystemExit(message)
    return seconds, used() - before, seen["memory"], seen["read"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("som")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--persons", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    if not (asked.folder / "extracts").exists():
        started = time.monotonic()
        extracts(asked.folder / "extracts", asked.persons)
        print(f"drawn in {time.monotonic() - started:.0f} s")
    import pyarrow.parquet

    persons = pyarrow.parquet.ParquetFile(asked.folder / "extracts/dream202312.parquet").metadata.num_rows
    size = (asked.folder / "extracts/dream202312.parquet").stat().st_size / 1e6
    print(f"{persons:,} persons, {COLUMNS:,} columns, {size:,.0f} MB; {asked.threads} threads, the least of {asked.runs} runs\n")
    print("| asked | seconds | processor seconds | largest memory, MB | read, MB |\n|---|---:|---:|---:|---:|")
    for label, years, months in [("weeks of 3 years", 1, False), ("weeks of 12 years", 10, False), ("the same, and months of 10 years", 10, True)]:
        definitions(asked.folder / "pipelines", years, months)
        runs = [build(asked.som, asked.folder, asked.threads) for _ in range(asked.runs)]
        seconds, processor, memory, read = min(runs)
        print(f"| {label} | {seconds:.1f} | {processor:.1f} | {memory:,.0f} | {read:,.0f} |", flush=True)


main()
