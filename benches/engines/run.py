"""Runs the scripts of `som sql` on an engine and leaves their results beside them.

    python run.py duckdb FOLDER … [--threads N] [--memory 4GB]
    python run.py sail FOLDER … [--workers N [--processes]]
    python run.py sc://host:15002 FOLDER      a Spark Connect server that runs already: Spark, or a cluster of Sail

FOLDER is what `som sql --to FOLDER` wrote; of several, one session of the engine runs the scripts. Afterwards: som build --person-years FOLDER --release NAME.
"""

import argparse
import contextlib
import json
import pathlib
import re
import sys
import time
import warnings


def statements(script):
    """The statements of a script. Only comments and ends of statements stand at the end of a line."""
    lines = (line for line in script.splitlines() if not line.startswith("--"))
    return [part for part in "\n".join(lines).split(";\n") if part.strip(" \n;")]


def duckdb_engine(threads, memory, ends):
    import duckdb

    connection = ends.enter_context(duckdb.connect())
    if threads:
        connection.execute(f"SET threads = {threads}")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET preserve_insertion_order = false")
    return connection.execute, ("DuckDB", duckdb.__version__)


def spark_engine(server, workers, processes, ends):
    warnings.filterwarnings("ignore", category=FutureWarning)
    named = None
    if server == "sail":
        import pysail

        import sail

        named = ("Sail", pysail.__version__)
        server, end = (sail.processes if processes else sail.threads)(workers)
        ends.callback(end)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(server).getOrCreate()
    ends.callback(spark.stop)

    def run(statement):
        # An INSERT runs through the writer: Sail answers it with a count of a type that the client does not read.
        if statement.lstrip().startswith("INSERT OVERWRITE DIRECTORY"):
            head, query = statement.lstrip().split("\n", 1)
            # A text in quotes, with a backslash before quotes and backslashes.
            quoted = re.match(r"INSERT OVERWRITE DIRECTORY '((?:[^'\\]|\\.)*)'", head).group(1)
            folder = re.sub(r"\\(.)", r"\1", quoted)
            result = spark.sql(query)
            result.write.mode("overwrite").parquet(folder)
            # Sail writes no file of a result without rows, and what is not there has no columns to read.
            here = pathlib.Path(folder)
            if here.parent.is_dir() and not list(here.glob("**/*.parquet")):
                import pyarrow.parquet
                from pyspark.sql.pandas.types import to_arrow_schema

                here.mkdir(exist_ok=True)
                pyarrow.parquet.write_table(to_arrow_schema(result.schema).empty_table(), here / "empty.parquet")
        else:
            spark.sql(statement)

    return run, named or ("Spark Connect server", spark.version)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("engine", help="duckdb, sail, or the address of a Spark Connect server")
    arguments.add_argument("folder", type=pathlib.Path, nargs="+")
    arguments.add_argument("--threads", type=int, default=0)
    arguments.add_argument("--memory", default="")
    arguments.add_argument("--workers", type=int, default=0, help="of Sail: a cluster of so many")
    arguments.add_argument("--processes", action="store_true", help="Sail's workers are processes of their own, and not threads of one")
    given = arguments.parse_args()
    listed = [(folder, json.loads((folder / "scripts.json").read_text())) for folder in given.folder]
    with contextlib.ExitStack() as ends:
        if given.engine == "duckdb":
            run, named = duckdb_engine(given.threads, given.memory, ends)
        else:
            run, named = spark_engine(given.engine, given.workers, given.processes, ends)
        for folder, scripts in listed:
            # The manifest of a release names the engine.
            (folder / "engine.json").write_text(json.dumps({"name": named[0], "version": named[1]}))
            for register in scripts["registers"]:
                begun = time.monotonic()
                try:
                    for statement in statements((folder / register["script"]).read_text()):
                        run(statement)
                except Exception as error:
                    # Of an engine that ended, a worker that died, or a statement that it refused.
                    raise SystemExit(f"{register['script']} stopped: {error}\nhint: run the scripts again") from error
                print(f"{register['script']}: {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
