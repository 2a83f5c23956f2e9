"""Runs the scripts of `som sql` on an engine and leaves their results beside them.

    python run.py duckdb FOLDER … [--threads N] [--memory 4GB]
    python run.py sail FOLDER … [--workers N]
    python run.py sc://host:15002 FOLDER      a Spark Connect server that runs already: Spark, or a cluster of Sail

FOLDER is what `som sql --to FOLDER` wrote; of several, one session of the engine runs the scripts. Afterwards: som build --person-years FOLDER --release NAME.
"""

import argparse
import json
import os
import pathlib
import re
import sys
import time
import warnings


def statements(script):
    """The statements of a script. Only comments and ends of statements stand at the end of a line."""
    lines = (line for line in script.splitlines() if not line.startswith("--"))
    return [part for part in "\n".join(lines).split(";\n") if part.strip(" \n;")]


def duckdb_engine(threads, memory):
    import duckdb

    connection = duckdb.connect()
    if threads:
        connection.execute(f"SET threads = {threads}")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET preserve_insertion_order = false")
    return connection.execute, lambda: connection.close(), ("DuckDB", duckdb.__version__)


def spark_engine(server, workers):
    warnings.filterwarnings("ignore", category=FutureWarning)
    stop = []
    named = None
    if server == "sail":
        # Before Sail starts. A cluster in one process: its driver and workers exchange tasks and rows as they would over a network.
        if workers:
            os.environ.setdefault("SAIL_MODE", "local-cluster")
            os.environ.setdefault("SAIL_CLUSTER__WORKER_INITIAL_COUNT", str(workers))
            os.environ.setdefault("SAIL_CLUSTER__WORKER_MAX_COUNT", str(workers))
            # Every file of a register is a task, and the tasks of a stage run at the same time.
            os.environ.setdefault("SAIL_CLUSTER__WORKER_TASK_SLOTS", "256")
        import pysail
        from pysail.spark import SparkConnectServer

        named = ("Sail", pysail.__version__)
        sail = SparkConnectServer()
        sail.start(background=True)
        host, port = sail.listening_address
        server = f"sc://{host}:{port}"
        stop.append(sail.stop)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(server).getOrCreate()
    stop.insert(0, spark.stop)

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

    return run, lambda: [end() for end in stop], named or ("Spark Connect server", spark.version)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("engine", help="duckdb, sail, or the address of a Spark Connect server")
    arguments.add_argument("folder", type=pathlib.Path, nargs="+")
    arguments.add_argument("--threads", type=int, default=0)
    arguments.add_argument("--memory", default="")
    arguments.add_argument("--workers", type=int, default=0)
    given = arguments.parse_args()
    listed = [(folder, json.loads((folder / "scripts.json").read_text())) for folder in given.folder]
    if given.engine == "duckdb":
        run, stop, named = duckdb_engine(given.threads, given.memory)
    else:
        run, stop, named = spark_engine(given.engine, given.workers)
    try:
        for folder, scripts in listed:
            # The manifest of a release names the engine.
            (folder / "engine.json").write_text(json.dumps({"name": named[0], "version": named[1]}))
            for register in scripts["registers"]:
                begun = time.monotonic()
                for statement in statements((folder / register["script"]).read_text()):
                    run(statement)
                print(f"{register['script']}: {time.monotonic() - begun:.1f} s", file=sys.stderr)
    finally:
        stop()


if __name__ == "__main__":
    main()
