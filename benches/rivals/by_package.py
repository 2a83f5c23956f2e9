"""The packages: `python by_package.py pyfixest|statsmodels|duckreg FILE`, each as its own documentation would have it."""

import sys

import wls

NAMES = [f"y{i:02}" for i in range(40)]


def years(path):
    """The file's rows of one year after another, as data frames; the file is read once."""
    import pyarrow.parquet as pq

    return pq.read_table(path, columns=["year", "success", "sex", "age", *NAMES]).to_pandas().groupby("year")


def pyfixest(path):
    """One call for all outcomes and years."""
    import pyarrow.parquet as pq
    from pyfixest import feols

    data = pq.read_table(path, columns=["year", "success", "sex", "age", *NAMES]).to_pandas()
    data["success"] = data["success"].astype(float)
    data["woman"] = (data["sex"] == 2).astype(float)
    formula = " + ".join(NAMES) + " ~ success + woman + age + I(age**2)"
    fits = feols(formula, data, vcov="hetero", split="year", lean=True, store_data=False, copy_data=False)
    for fit in fits.to_list():
        yield "", fit._depvar, int(float(fit._sample_split_value)), fit.coef()["success"], fit.se()["success"]


def statsmodels(path):
    """A loop over years and outcomes."""
    import numpy as np
    from statsmodels.api import OLS

    for year, data in years(path):
        age = data["age"].to_numpy(float)
        design = np.column_stack([np.ones(len(data)), data["success"], data["sex"] == 2, age, age**2]).astype(float)
        for name in NAMES:
            fit = OLS(data[name].to_numpy(float), design).fit(cov_type="HC1")
            yield "", name, year, fit.params[1], fit.bse[1]


def duckreg(path):
    """A compressed regression of each outcome over a table of each year: its errors are of the first outcome only."""
    import duckdb
    import ibis
    import numpy as np
    from duckreg import DuckRegression

    # The name that this version of ibis still calls it by.
    duckdb.DuckDBPyConnection.fetch_arrow_table = duckdb.DuckDBPyConnection.to_arrow_table
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET threads = 2")
    for year in range(2011, 2021):
        backend.raw_sql(f"""
            CREATE OR REPLACE TABLE rows AS
            SELECT success::DOUBLE AS success, (sex = 2)::DOUBLE AS woman, age::DOUBLE AS age, age::DOUBLE * age AS age2,
                   {", ".join(f"{name}::DOUBLE AS {name}" for name in NAMES)}
            FROM read_parquet('{path}') WHERE year = {year}
        """)
        for name in NAMES:
            fit = DuckRegression(
                db_name=None, connection=backend, table_name="rows", formula=f"{name} ~ success + woman + age + age2",
                cluster_col="", seed=1, n_bootstraps=0,
            )
            fit.fit()
            fit.fit_vcov()
            yield "", name, year, fit.point_estimate[1], np.sqrt(fit.vcov[1, 1])


wls.show({"pyfixest": pyfixest, "statsmodels": statsmodels, "duckreg": duckreg}[sys.argv[1]](sys.argv[2]))
