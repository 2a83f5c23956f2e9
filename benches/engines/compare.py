"""The same release by three ways: `python compare.py SOM FOLDER [--scale 0.01] [--workers 1 2]`.

Draws the extracts of `benches/national` at a scale of the country, and builds from them by the shipped definitions: by `som build` alone;
by DuckDB running the scripts of `som sql`; and by Sail running them, without a cluster and with so many workers. Every build from
results must have the same fits, byte for byte, as the build from the extracts. Prints Markdown: seconds of the clock and of processors
for the engine and for `som build --person-years`, peak memory, the size of the results, and the ratio to `som build` alone.
Needs numpy, duckdb, pysail and pyspark-client (tests/readers/requirements.txt).
"""

import argparse
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "national"))
from extracts import extracts  # noqa: E402
from national import Run, bytes_below, shipped  # noqa: E402


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("som")
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--scale", type=float, default=0.01)
    ask.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    asked = ask.parse_args()
    folder, data, pipelines = asked.folder, asked.folder / "extracts", asked.folder / "pipelines"
    folder.mkdir(parents=True, exist_ok=True)
    shipped(pipelines)
    rows, persons = extracts(data, asked.scale)
    output = lambda name: folder / "output" / name
    shutil.rmtree(folder / "output", ignore_errors=True)

    def build(name, *where):
        to = ["--output", output(name), "--release", "r", "--no-cache"]
        return Run(f"som build, {name}", [asked.som, "build", "--pipelines", pipelines, *where, *to])

    alone = build("alone", "--extracts", data)
    wanted = (output("alone") / "audit/r/fits.parquet").read_bytes()
    rows = [(alone, None, bytes_below(data))]
    engines = [("DuckDB", "duckdb", ["duckdb"]), ("Sail, one process", "spark", ["sail"])]
    engines += [(f"Sail, {n} worker{'s' * (n > 1)}", "spark", ["sail", "--workers", str(n)]) for n in asked.workers]
    for name, dialect, engine in engines:
        scripts = folder / f"scripts_{engine[0]}_{engine[-1]}"
        shutil.rmtree(scripts, ignore_errors=True)
        Run("som sql", [asked.som, "sql", "--dialect", dialect, "--pipelines", pipelines, "--extracts", data, "--to", scripts])
        ran = Run(name, [sys.executable, HERE / "run.py", engine[0], scripts, *engine[1:]])
        built = build(f"from {name}'s sums", "--person-years", scripts)
        if (output(f"from {name}'s sums") / "audit/r/fits.parquet").read_bytes() != wanted:
            raise SystemExit(f"{name}: other fits than from the extracts")
        rows.append((ran, built, bytes_below(scripts / "results")))
    print(f"{persons:,} persons, {rows:,} rows, {bytes_below(data) / 1e6:,.0f} MB of extracts\n")
    print("| | engine, s | of processors | peak MB | sums, MB | then som build, s | of processors | peak MB | together, by `som build` alone |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    numbers = lambda run: f"{run.seconds:.1f} | {run.processor:.1f} | {run.memory:,.0f}"
    print(f"| `som build` alone | | | | | {numbers(alone)} | 1 |")
    for ran, built, size in rows[1:]:
        ratio = (ran.seconds + built.seconds) / alone.seconds
        print(f"| {ran.name} | {numbers(ran)} | {size / 1e6:,.1f} | {numbers(built)} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
