"""The race of conversions: us, sas7bdat-cli, polars-readstat and pyreadstat on the same file, in turn, warm, whole processes.

    python run.py PROGRAM FOLDER [--runs 3] [--pyreadstat]

pyreadstat takes several times as long as the others, and runs only where it is asked for. FOLDER holds one SAS dataset
(make.py). Wall-clock and processor seconds, peak memory and rows of each run. All write Parquet with zstd: at level 1, but
sas7bdat-cli, which knows level 3 alone."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import pyarrow.parquet

POLARS = """
import sys, polars_readstat
frame = polars_readstat.scan_readstat(sys.argv[1])
frame.sink_parquet(sys.argv[2], compression="zstd", compression_level=1)
"""
PYREADSTAT = """
import sys, pyreadstat, pyarrow, pyarrow.parquet
writer = None
for frame, _ in pyreadstat.read_file_in_chunks(pyreadstat.read_sas7bdat, sys.argv[1], chunksize=500000):
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    if writer is None:
        writer = pyarrow.parquet.ParquetWriter(sys.argv[2], table.schema, compression="zstd", compression_level=1)
    writer.write_table(table.cast(writer.schema))
writer.close()
"""


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    assert status == 0, command
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(program, folder, runs):
    cli = os.path.join(os.path.dirname(sys.executable), "sas7bdat")
    source = next(pathlib.Path(folder).glob("*.sas7bdat"))
    print(f"{source.name}: {source.stat().st_size / 1e6:.0f} MB")
    with open(source, "rb") as file:
        while file.read(1 << 24):
            pass
    for number in range(runs):
        for name in ("som", "sas7bdat-cli", "polars-readstat", "pyreadstat"):
            with tempfile.TemporaryDirectory(dir=pathlib.Path(folder).parent) as home:
                out = os.path.join(home, "out")
                command = {
                    "som": [program, folder, out],
                    "sas7bdat-cli": [cli, "convert", str(source), "--out", out + ".parquet"],
                    "polars-readstat": [sys.executable, "-c", POLARS, str(source), out],
                    "pyreadstat": [sys.executable, "-c", PYREADSTAT, str(source), out],
                }[name]
                if name == "pyreadstat" and "--pyreadstat" not in sys.argv:
                    continue
                seconds, processor, memory = run(command)
                # A rival that loses rows wins no race.
                written = [p for p in pathlib.Path(home).rglob("*") if p.is_file() and p.suffix != ".json"]
                rows = sum(pyarrow.parquet.ParquetFile(p).metadata.num_rows for p in written)
                size = sum(p.stat().st_size for p in written)
                print(f"  {number + 1}  {name:16} {seconds:7.2f} s  {processor:7.2f} s of processors  {memory:7.0f} MB  {size / 1e6:7.1f} MB written  {rows:,} rows", flush=True)
                shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[sys.argv.index("--runs") + 1]) if "--runs" in sys.argv else 3)
