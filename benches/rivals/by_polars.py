"""The hand-written rival in data frames: Python polars, lazy and streaming, for the cell sums; numpy for the regressions.

`python by_polars.py dense FILE` or `python by_polars.py registers FOLDER GROUPS`.
"""

import os
import sys

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import numpy as np
import polars as pl

import definitions
import wls


def dense(path):
    names = [f"y{i:02}" for i in range(40)]
    y = [pl.col(name).cast(pl.Float64) for name in names]
    sums = [column.sum() for column in y]
    squares = [(column * column).sum().name.suffix("_squares") for column in y]
    cells = pl.scan_parquet(path).group_by("year", "success", "sex", "age").agg(pl.len().alias("n"), *sums, *squares)
    cells = cells.collect(engine="streaming")
    keys = {name: cells[name].to_numpy() for name in ["year", "success", "sex", "age", "n"]}
    wls.dense(names, keys, cells.select(names).to_numpy(), cells.select(f"{name}_squares" for name in names).to_numpy())


def registers(folder, groups):
    extracts = f"{folder}/extracts"
    scan = lambda name: pl.scan_parquet(f"{extracts}/{name}")
    # One target group of all persons with a referral, or one for each area.
    group = pl.lit(0) if groups == 1 else pl.col("area")
    referred = scan("referrals.parquet").filter(pl.col("date").dt.year() == 2010)
    age = 2010 - pl.col("born").dt.year()
    cohort = (
        referred.select("person", group.alias("group")).unique()
        .join(scan("population/2010.parquet").filter(age.is_between(18, 64)), on="person")
        .join(scan("population/2012.parquet").select("person"), on="person", how="semi")
        .join(scan("relapses.parquet").select("person").unique().with_columns(relapse=True), on="person", how="left")
        .select("person", "group", success=pl.col("relapse").is_null(), woman=pl.col("sex") == 2, age=age)
        .collect(engine="streaming")
    )
    cell = ["group", "success", "woman", "age"]
    persons = cohort.group_by(cell).agg(n=pl.len())
    services = pl.concat(
        scan(f"services_{number}/*.parquet").select(
            "person", "amount", "kind", year=pl.col("date").dt.year(), register=pl.lit(number, pl.Int8)
        )
        for number in range(definitions.REGISTERS)
    )
    known = cohort.lazy().select("person").unique() if groups > 1 else cohort.lazy().select("person")
    sums = (
        services.join(known, on="person", how="semi")
        .group_by("person", "register", "kind", "year").agg(y=pl.col("amount").sum().cast(pl.Float64))
        .join(cohort.lazy(), on="person")
        .group_by(*cell, "register", "kind", "year").agg(sum=pl.col("y").sum(), squares=(pl.col("y") * pl.col("y")).sum())
        .collect(engine="streaming")
    )
    arrays = lambda frame: {name: frame[name].to_numpy() for name in frame.columns}
    wls.registers(arrays(persons), arrays(sums))


if sys.argv[1] == "dense":
    dense(sys.argv[2])
else:
    registers(sys.argv[2], int(sys.argv[3]))
