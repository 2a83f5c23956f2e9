"""The figures of a release's audit in the form of the rivals': `python audit.py FOLDER`."""

import sys

import pyarrow.parquet as pq

import wls

fits = pq.read_table(f"{sys.argv[1]}/fits.parquet").to_pylist()
wls.show((f["target_group"], f["consequence"], f["follow_up_year"], f["estimate"], f["standard_error"]) for f in fits)
