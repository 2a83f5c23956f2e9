"""The same release by several ways, in rounds: `python compare.py SOM FOLDER [--scale 0.001] [--rounds 3] [--workers 1 2]`.

Draws the extracts of `benches/national` at a scale of the country, and builds from them by the shipped definitions: by `som build` alone;
by DuckDB running the scripts of `som sql`; and by Sail running them as a cluster with so many workers, each a process. A register without a
script, because of its form or because only other registers read it, is named. Each round runs every way once, one after another, so that
what else the machine does meets all alike. Every build from results must have the same fits, byte for byte, as the build from the extracts. Prints Markdown: medians and ranges over the rounds of seconds of the clock and of
processors, for the engine and for `som build --person-years`; peak memory; the size of the results; and the ratio of processor seconds
to `som build` alone. Needs numpy, duckdb, pysail and pyspark-client (tests/readers/requirements.txt).
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "national"))
from extracts import extracts  # noqa: E402
from national import Run, bytes_below, shipped  # noqa: E402


def spread(numbers, form="{:.1f}"):
    """The median, and the smallest and the largest."""
    low, middle, high = (form.format(of(numbers)) for of in (min, statistics.median, max))
    return f"{middle} ({low}–{high})"


def drawn(pipelines, data):
    """The registers that have extracts."""
    for path in sorted((pipelines / "registers").glob("*.toml")):
        register = tomllib.loads(path.read_text())
        if any((data / file.split("/")[0]).exists() for file in register["files"]):
            yield register["id"]


def write_scripts(som, dialect, pipelines, data, scripts):
    """Writes the scripts of all registers that the dialect expresses."""
    registers = list(drawn(pipelines, data))
    while True:
        shutil.rmtree(scripts, ignore_errors=True)
        command = [som, "sql", "--dialect", dialect, "--pipelines", pipelines, "--extracts", data, "--to", scripts]
        ran = subprocess.run(command + [word for id in registers for word in ("--register", id)], capture_output=True, text=True)
        if ran.returncode == 0:
            return
        said = ran.stderr.splitlines()[0]
        named = [id for id in registers if f"`{id}`" in said]
        if not named:
            raise SystemExit(ran.stderr)
        print(f"without a script: {said}", file=sys.stderr)
        registers.remove(named[0])


class Way:
    """One way from extracts to a release."""

    def __init__(self, name, dialect=None, engine=()):
        self.name, self.dialect, self.engine = name, dialect, engine
        self.ran, self.built, self.results = [], [], 0


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("som")
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--scale", type=float, default=0.001)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    asked = ask.parse_args()
    folder, data, pipelines = asked.folder, asked.folder / "extracts", asked.folder / "pipelines"
    folder.mkdir(parents=True, exist_ok=True)
    shipped(pipelines)
    rows, persons = extracts(data, asked.scale)
    ways = [Way("`som build` alone"), Way("DuckDB", "duckdb", ["duckdb"])]
    for workers in asked.workers:
        name = f"Sail, {workers} worker{'s' * (workers > 1)}"
        ways.append(Way(name, "spark", ["sail", "--workers", str(workers), "--processes"]))

    def build(name, *where):
        shutil.rmtree(folder / "output", ignore_errors=True)
        to = ["--output", folder / "output", "--release", "r", "--no-cache"]
        ran = Run(f"som build, {name}", [asked.som, "build", "--pipelines", pipelines, *where, *to])
        return ran, (folder / "output/audit/r/fits.parquet").read_bytes()

    loads, wanted = [], None
    for _ in range(asked.rounds):
        for way in ways:
            loads.append(os.getloadavg()[0])
            if way.dialect is None:
                built, fits = build(way.name, "--extracts", data)
                wanted = fits
            else:
                scripts = folder / "scripts"
                write_scripts(asked.som, way.dialect, pipelines, data, scripts)
                engine, *options = way.engine
                way.ran.append(Run(way.name, [sys.executable, HERE / "run.py", engine, scripts, *options]))
                way.results = bytes_below(scripts / "results")
                built, fits = build(f"from {way.name}'s sums", "--person-years", scripts, "--extracts", data)
            if fits != wanted:
                raise SystemExit(f"{way.name}: other fits than from the extracts")
            way.built.append(built)
    size = f"{persons:,} persons, {rows:,} rows, {bytes_below(data) / 1e6:,.0f} MB of extracts"
    print(f"{size}; {asked.rounds} rounds; {os.cpu_count()} processors; load {min(loads):.0f} to {max(loads):.0f}\n")
    print("| | engine, s | of processors | peak MB | sums, MB | then `som build`, s | of processors | peak MB | processors, by `som build` alone |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    of = lambda runs, what, form="{:.1f}": spread([getattr(run, what) for run in runs], form)
    both = lambda runs: f"{of(runs, 'seconds')} | {of(runs, 'processor')} | {statistics.median(run.memory for run in runs):,.0f}"
    total = lambda way: statistics.median(run.processor for run in way.built) + sum(statistics.median(run.processor for run in runs) for runs in [way.ran] if runs)
    for way in ways:
        engine = f"{both(way.ran)} | {way.results / 1e6:,.1f}" if way.ran else " | | | "
        print(f"| {way.name} | {engine} | {both(way.built)} | {total(way) / total(ways[0]):.1f} |")


if __name__ == "__main__":
    main()
