"""A build with an intervention at the size of the country, and the same designs in Python:

    python bench.py SOM FOLDER [--controls 5900000] [--participants 10000] [--variables 30] [--rounds 1] [--methods …] [--python PYTHON]

Draws a population with participants of a course, possible controls and variables of the year before, and an outcome of the year after with
a planted effect of 2. Then, for each design in turns: `som build` from the extracts to a release, with two threads, and `rival.py` on the same
files. The effects of the build's audit must be those of the rival. Prints Markdown: seconds of the clock and of processors, medians over the
rounds, and the peak memory of each process. Needs numpy and pyarrow; PYTHON, the one that runs this unless another is named, needs numpy,
pyarrow, scipy, statsmodels and scikit-learn. Extracts that are there already are used again.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "national"))
from national import Run  # noqa: E402

# By name: the method of the definition with its options, and how far the rival's effect may be off, in its own size.
METHODS = {
    "entropy_balancing": ('method = "entropy_balancing"', 1e-6),
    "inverse_probability": ('method = "inverse_probability"', 1e-6),
    "doubly_robust": ('method = "doubly_robust"', 1e-6),
    # Which of two controls with one score is taken depends on the order of persons.
    "nearest": ('method = "nearest"', 0.05),
    "nearest_again": ('method = "nearest"\nneighbours = { controls = 1, replacement = true }', 0.05),
}
START = 2012
GROUP = 1 << 18


def word(id):
    return f'id = "{id}"\nlabel = {{ da = "{id}", en = "{id}" }}\nsource = "made up"\nprovenance = "illustrative"\n'


def register(id, kind, first, last, columns, file):
    covers = f'covers = {{ first = {first}, last = {last} }}\nperson = "PNR"\nbad_rows = "refuse"\nfiles = ["{file}"]\n'
    return word(id) + kind + covers + "[columns]\n" + columns


def pipelines(folder, method, variables):
    """The definitions of one design."""
    shutil.rmtree(folder, ignore_errors=True)
    names = [f"x{at}" for at in range(variables)]
    number = lambda name: f'{name} = {{ names = "{name}", type = "integer" }}\n'
    status = 'kind = "status"\nabsent = "zero"\n'
    people = 'sex = { names = "KOEN", type = "integer", codes = { man = 1, woman = 2 } }\nborn = { names = "FOED_DAG", type = "date" }\n'
    variable = lambda id, of: f'[[variable]]\nid = "{id}"\nresolution = 1\nfrom = [{{ register = "{of}", value = "SUM({id})" }}]\n'
    consequence = "[[consequence]]\n" + word("y") + 'area = "health"\nunit = "visit"\nkind = "expenditure"\n'
    balance = "".join(f'[[balance]]\nid = "{name}_before"\nvariable = "{name}"\nyear = -1\n' for name in names)
    files = {
        "registers/people.toml": register("people", 'kind = "status"\nrole = "population"\n', 2010, 2014, people, "people{year}.parquet"),
        "registers/need.toml": register("need", status, START - 1, START - 1, "".join(map(number, names)), "need{year}.parquet"),
        "registers/use.toml": register("use", status, START + 1, START + 1, number("y"), "use{year}.parquet"),
        "registers/course.toml": register("course", 'kind = "event"\ndate = "DATO"\n', 2010, 2014, number("site"), "course.parquet"),
        "variables/all.toml": "".join(variable(name, "need") for name in names) + variable("y", "use"),
        "consequences/all.toml": consequence,
        "release.toml": f'price_year = 2014\n[price_index]\nsource = "made up"\nprovenance = "illustrative"\nyears = {{ {", ".join(f"{year} = 100.0" for year in range(2010, 2015))} }}\n',
        "interventions/course.toml": word("a_course")
        + 'domain = "adults"\nfollow_up = { first = 1, last = 1 }\nconsequences = ["y"]\n'
        + f'[participants]\nregister = "course"\nyears = {{ first = {START}, last = {START} }}\n[controls]\npopulation = "age < 120"\n'
        + f'[design]\n{method}\nestimand = "ATT"\nadjust = {{ sex = false }}\nlimits = {{ effective_controls = 1 }}\n{balance}',
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def extracts(folder, controls, participants, variables):
    """Draws the extracts: every third variable a number, the others of two values."""
    drawn, asked = folder / "drawn.json", [controls, participants, variables]
    if drawn.exists() and json.loads(drawn.read_text()) == asked:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    random, persons = np.random.default_rng(7), controls + participants
    keys = random.permutation(persons).astype(np.int64) + 1_000_000_000
    write = lambda name, columns: pq.write_table(pa.table(columns), folder / name, row_group_size=GROUP)
    born = pa.array(random.integers(-18_000, 2_000, persons).astype(np.int32), pa.int32()).cast(pa.date32())
    sex = random.integers(1, 3, persons).astype(np.int8)
    for year in range(2010, 2015):
        write(f"people{year}.parquet", {"PNR": keys, "KOEN": sex, "FOED_DAG": born})
    linear, columns = np.zeros(persons), {"PNR": keys}
    for at in range(variables):
        if at % 3 == 0:
            x = np.clip(np.round(random.random((4, persons)).sum(axis=0) * 10 - 10), 0, None).astype(np.int16)
            slope = 0.02
        else:
            x = (random.random(persons) < 0.05 + 0.9 * ((at * 0.618) % 1)).astype(np.int8)
            slope = 0.15
        linear += (slope if at % 2 == 0 else -slope) * x
        columns[f"x{at}"] = x
    write(f"need{START - 1}.parquet", columns)
    del columns
    treated = random.random(persons) < participants * np.exp(linear) / np.exp(linear).sum()
    y = np.round(20 + 3 * linear + random.random((4, persons)).sum(axis=0) * 5).astype(np.int16) + 2 * treated.astype(np.int16)
    write(f"use{START + 1}.parquet", {"PNR": keys, "y": y})
    start = np.full(treated.sum(), np.datetime64(f"{START}-03-01"))
    write("course.parquet", {"PNR": keys[treated], "DATO": pa.array(start).cast(pa.date32()), "site": np.arange(len(start))})
    drawn.write_text(json.dumps(asked))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("som", type=pathlib.Path)
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--controls", type=int, default=5_900_000)
    ask.add_argument("--participants", type=int, default=10_000)
    ask.add_argument("--variables", type=int, default=30)
    ask.add_argument("--rounds", type=int, default=1)
    ask.add_argument("--methods", nargs="*", default=list(METHODS), choices=list(METHODS))
    ask.add_argument("--python", default=sys.executable)
    asked = ask.parse_args()
    folder = asked.folder.resolve()
    data = folder / "extracts"
    extracts(data, asked.controls, asked.participants, asked.variables)
    ours, theirs = ({method: [] for method in asked.methods} for _ in range(2))
    effects = {}
    for _ in range(asked.rounds):
        for method in asked.methods:
            definitions, output, found = folder / "pipelines", folder / "output", folder / f"{method}.json"
            pipelines(definitions, METHODS[method][0], asked.variables)
            shutil.rmtree(output, ignore_errors=True)
            where = ["--pipelines", definitions, "--extracts", data, "--output", output, "--release", "r"]
            ours[method].append(Run(f"som build, {method}", [asked.som, "build", *where, "--no-cache", "--threads", 2]))
            theirs[method].append(Run(f"Python, {method}", [asked.python, HERE / "rival.py", data, method, found]))
            [fit] = pq.read_table(output / "audit/r/fits.parquet").to_pylist()
            if fit["estimate"] is None:
                raise SystemExit(f"{method}: {fit['status']}, {fit['reason']}")
            effect, near = json.loads(found.read_text())["effect"], METHODS[method][1]
            if abs(effect - fit["estimate"]) > near * abs(effect):
                raise SystemExit(f"{method}: the effect is {fit['estimate']}, and {effect} in Python")
            effects[method] = (fit["estimate"], fit["standard_error"], effect)
    print(f"{asked.controls:,} possible controls, {asked.participants:,} participants, {asked.variables} variables; {asked.rounds} round(s)\n")
    print("| design | `som build`, s | of processors | peak MB | Python, s | of processors | peak MB | effect | its error | effect in Python |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    middle = lambda runs, what: statistics.median(getattr(run, what) for run in runs)
    shown = lambda runs: f"{middle(runs, 'seconds'):.1f} | {middle(runs, 'processor'):.1f} | {max(run.memory for run in runs):,.0f}"
    for method in asked.methods:
        effect, error, other = effects[method]
        print(f"| {method} | {shown(ours[method])} | {shown(theirs[method])} | {effect:.5f} | {error:.5f} | {other:.5f} |")


if __name__ == "__main__":
    main()
