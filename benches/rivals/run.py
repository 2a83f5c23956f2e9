"""The race: `run.sh [--persons N …] [--runs R] [--only WORK …]` prints its table as Markdown.

Every time is that of a whole process, the least of several runs (of the slow packages, of one), in one go on the same files.
A rival is stopped once it has passed its target times our time, or the memory it may have; if it ends badly for any other
reason, so does the race. Figures must agree with ours to a millionth of a standard error.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys

import measure

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NAMES = ",".join(f"y{i:02}" for i in range(40))
SERVICES = "person,date,kind,amount"
ALIKE = 1e-6
# Rivals that are to be outrun so many times run once.
SLOW = 40
# The sizes that the targets are stated for.
STATED = (200_000, 1_000_000)

# What is to be reached, by work and rival: how many times as fast as the rival, or how many times as slow as decoding.
TARGETS = {
    "dense": {"pyfixest": 80, "statsmodels": 200, "duckreg": 40, "DuckDB + numpy": 1.4, "polars + numpy": 1.0, "decoding": 1.15},
    "registers": {"DuckDB + numpy": 1.7, "polars + numpy": 1.5, "decoding": 1.5},
    "42 groups": {"DuckDB + numpy": 5, "polars + numpy": 5},
}


def arguments():
    """What to run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=["dense", "registers", "42 groups", "apart"])
    parser.add_argument("--rivals", nargs="+", choices=TARGETS["dense"], default=list(TARGETS["dense"]))
    parser.add_argument("--memory", type=float, default=12.0, help="GB of data that a process may have")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "target" / "rivals")
    clock = "wall-clock seconds, or processor seconds of all threads, which other work on the machine changes less"
    parser.add_argument("--clock", choices=["wall", "processor"], default="wall", help=clock)
    return parser.parse_args()


def binaries():
    """The program and the bench that only decodes."""
    command = ["cargo", "build", "--release", "--bin", "som", "--bench", "decode", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    built = [message for message in map(json.loads, lines) if message.get("executable")]
    found = {message["target"]["name"]: message["executable"] for message in built}
    return found["som"], found["decode"]


class Race:
    """Where things are, and how often they run."""

    def __init__(self, options):
        self.options = options
        self.data = options.folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        # Copies, so that a compilation in the middle changes nothing.
        self.som, self.decode = (shutil.copy(path, options.folder) for path in binaries())

    def python(self, script, *words):
        """A command that runs one of the scripts beside this one."""
        return [sys.executable, str(HERE / script), *map(str, words)]

    def made(self, name, *words):
        """A file or folder of data, made unless it is there."""
        path = self.data / name
        if not path.exists():
            beside = self.data / f"new_{name}"
            subprocess.run(self.python("data.py", words[0], beside, *words[1:]), check=True)
            beside.rename(path)
        return path

    def run(self, command, output, limit=3600.0, runs=None, before=lambda: None):
        """The best of several runs, or a single one that a limit stopped; one that fails ends the race."""
        done = []
        for _ in range(runs or self.options.runs):
            before()
            (self.data / output).unlink(missing_ok=True)
            done.append(measure.once(command, self.data / output, limit, self.options.memory, self.options.clock))
            if done[-1].stopped:
                return done[-1]
            if not done[-1].ended:
                self.fail(command, output)
        return measure.best(done)

    def whole(self, command, output, runs=None, before=lambda: None):
        """Runs that must come to their end."""
        run = self.run(command, output, runs=runs, before=before)
        if not run.ended:
            self.fail(command, output)
        return run

    def fail(self, command, output):
        """Ends the race with what the process said."""
        raise SystemExit(f"failed: {' '.join(command)}\n{(self.data / f'{output}.errors').read_text(errors='replace')}")

    def regress(self, file, *words, outcomes=NAMES):
        """Our command on a dense file."""
        fixed = ["--success", "success", "--by", "year", "--adjust", "sex", "--age", "age:quadratic", "--format", "csv"]
        words = words or ["--covariance", "HC1"]
        return [self.som, "regress", str(file), "--outcomes", outcomes, *fixed, *words, "--threads", "2"]

    def build(self, folder, definitions):
        """Our command on registers, and what clears the way for it."""
        output = self.data / "output"
        command = [self.som, "build", "--pipelines", str(folder / definitions), "--extracts", str(folder / "extracts")]
        command += ["--output", str(output), "--release", "race", "--threads", "2"]
        return command, lambda: shutil.rmtree(output, ignore_errors=True)


def row(work, persons, name, theirs, ours, target, differs):
    """A row of the table; for decoding, the ratio is how much longer we take."""
    slower = name == "decoding"
    shown_target = f"{target:g}" if persons in STATED else "–"
    ratio = ours.seconds / theirs.seconds if slower else theirs.seconds / ours.seconds
    reached = not theirs.ended or (ratio <= target if slower else ratio >= target)
    shown = f"{ratio:.2f}" if theirs.ended else theirs.stopped
    cells = [work, f"{persons:,}", name, f"{theirs.seconds:.2f}", f"{ours.seconds:.2f}", shown, shown_target]
    cells += [("yes" if reached else "**no**") if persons in STATED else "–", f"{theirs.peak:.0f}", f"{ours.peak:.0f}", differs]
    print("| " + " | ".join(cells) + " |", flush=True)


def contend(race, work, persons, ours, again, figures, commands):
    """Runs the rivals of a work, ourselves in between, and prints a row for each; `again` is one more run of ours."""
    found = []
    for name, target in TARGETS[work].items():
        if name not in race.options.rivals:
            continue
        output = name.split()[0] + ".csv"
        limit = max(target, 20) * ours.seconds
        theirs, differs = None, ""
        for _ in range(race.options.runs if target < SLOW else 1):
            run = race.run(commands[name], output, limit, runs=1)
            theirs = run if theirs is None or not run.ended else measure.best([theirs, run])
            if not run.ended:
                break
            ours = measure.best([ours, again()])
        if theirs.ended and name != "decoding":
            apart = measure.difference(figures, measure.figures(race.data / output))
            differs = f"{apart:.0e}"
            if apart > ALIKE:
                raise SystemExit(f"{name} differs by {apart:e} standard errors")
        elif name == "decoding" and not theirs.ended:
            race.fail(commands[name], output)
        found.append((name, theirs, target, differs))
    for name, theirs, target, differs in found:
        row(work, persons, name, theirs, ours, target, differs)


def dense(race, persons):
    """A long file, every value above zero."""
    file = race.made(f"dense_{persons}.parquet", "dense", persons)
    ours = race.whole(race.regress(file), "ours.csv")
    commands = {name: race.python("by_package.py", name, file) for name in ("pyfixest", "statsmodels", "duckreg")}
    commands["DuckDB + numpy"] = race.python("by_duckdb.py", "dense", file)
    commands["polars + numpy"] = race.python("by_polars.py", "dense", file)
    commands["decoding"] = [race.decode, f"year,success,sex,age,{NAMES}", str(file)]
    again = lambda: race.whole(race.regress(file), "again.csv", runs=1)
    contend(race, "dense", persons, ours, again, measure.figures(race.data / "ours.csv"), commands)


def registers(race, persons, groups):
    """Event rows of a population, for one target group or for 42."""
    folder = race.made(f"registers_{persons}", "registers", persons)
    command, before = race.build(folder, "one" if groups == 1 else "all")
    ours = race.whole(command, "ours.txt", before=before)
    with open(race.data / "ours.csv", "wb") as out:
        subprocess.run(race.python("audit.py", race.data / "output" / "audit" / "race"), check=True, stdout=out)
    files = sorted(map(str, (folder / "extracts").glob("services_*/*.parquet")))
    commands = {
        "DuckDB + numpy": race.python("by_duckdb.py", "registers", folder, groups),
        "polars + numpy": race.python("by_polars.py", "registers", folder, groups),
        "decoding": [race.decode, SERVICES, *files],
    }
    work = "registers" if groups == 1 else "42 groups"
    again = lambda: race.whole(command, "again.txt", runs=1, before=before)
    contend(race, work, persons, ours, again, measure.figures(race.data / "ours.csv"), commands)


def apart(race, persons):
    """What is measured on its own: other doubles, an offset, and errors by person."""
    print("\n| outcomes | persons | errors | s | of whole numbers | decoding, s | peak MB | polars differs by |")
    print("|---|--:|---|--:|--:|--:|--:|--:|")
    whole = None
    for kind, said in [("whole", "whole numbers"), ("cents", "two decimals"), ("doubles", "on no grid"), ("offset", "two decimals + 1e9")]:
        name = f"dense_{persons}.parquet" if kind == "whole" else f"{kind}_{persons}.parquet"
        file = race.made(name, "dense", persons, kind)
        ours = race.whole(race.regress(file), "ours.csv")
        whole = whole or ours
        decoding = race.whole([race.decode, f"year,success,sex,age,{NAMES}", str(file)], "decoding.csv")
        race.whole(race.python("by_polars.py", "dense", file), "polars.csv", runs=1)
        differs = measure.difference(measure.figures(race.data / "ours.csv"), measure.figures(race.data / "polars.csv"))
        cells = [said, f"{persons:,}", "HC1", f"{ours.seconds:.2f}", f"{ours.seconds / whole.seconds:.2f}"]
        print("| " + " | ".join([*cells, f"{decoding.seconds:.2f}", f"{ours.peak:.0f}", f"{differs:.0e}"]) + " |", flush=True)
        if kind == "whole":
            by_person = ["--covariance", "CR1", "--cluster", "person"]
            for number in (10, 40):
                few = NAMES[: 4 * number - 1]
                run = race.whole(race.regress(file, *by_person, outcomes=few), "ours.csv")
                cells = [f"{said}, {number} outcomes", f"{persons:,}", "CR1 by person", f"{run.seconds:.2f}"]
                print("| " + " | ".join([*cells, f"{run.seconds / whole.seconds:.2f}", "", f"{run.peak:.0f}", ""]) + " |", flush=True)


def main():
    options = arguments()
    race = Race(options)
    only = options.only or ["dense", "registers", "42 groups", "apart"]
    print("| work | persons | rival | rival, s | som, s | ratio | target | reached | rival, MB | som, MB | differs by |")
    print("|---|--:|---|--:|--:|--:|--:|---|--:|--:|--:|", flush=True)
    for persons in options.persons:
        if "dense" in only:
            dense(race, persons)
        if "registers" in only:
            registers(race, persons, 1)
        if "42 groups" in only:
            registers(race, persons, 42)
    if "apart" in only:
        apart(race, min(200_000, max(options.persons)))


if __name__ == "__main__":
    main()
