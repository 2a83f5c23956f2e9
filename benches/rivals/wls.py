"""Weighted least squares over cell sums with HC1 errors, as one would write it by hand: everything in doubles."""

import csv
import sys

import numpy as np


def fits(success, woman, age, n, sums, squares):
    """Coefficient on success and its HC1 error, of every column of `sums`; the rest is by cell."""
    centred = age - 40.0
    design = np.column_stack([np.ones(len(n)), success, woman, centred, centred**2]).astype(float)
    bread = np.linalg.inv(design.T @ (n[:, None] * design))
    beta = bread @ (design.T @ sums)
    fitted = design @ beta
    residuals = squares - 2.0 * fitted * sums + n[:, None] * fitted**2
    weight = (design @ bread[1]) ** 2
    persons = n.sum()
    variance = (weight[:, None] * residuals).sum(axis=0) * persons / (persons - design.shape[1])
    return beta[1], np.sqrt(variance)


def show(rows):
    """Writes rows of target group, outcome, year, coefficient and error."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["group", "outcome", "by", "coef", "se"])
    writer.writerows(rows)


def dense(names, cells, sums, squares):
    """A regression for each outcome and year; `cells` has year, success, sex, age and n, all by cell."""
    rows = []
    for year in np.unique(cells["year"]):
        here = cells["year"] == year
        woman, n = cells["sex"][here] == 2, cells["n"][here].astype(float)
        coef, error = fits(cells["success"][here], woman, cells["age"][here], n, sums[here], squares[here])
        rows += [("", name, year, c, e) for name, c, e in zip(names, coef, error)]
    show(rows)


def registers(persons, sums):
    """A regression for each target group, consequence and year.

    `persons` has group, success, woman, age and n by cell; `sums` has group, success, woman, age, outcome, year, sum and
    squares, only where there are events.
    """
    rows = []
    groups, outcomes, years = (np.unique(sums[name]) for name in ("group", "outcome", "year"))
    for group in groups:
        cells = {name: column[persons["group"] == group] for name, column in persons.items()}
        here = {name: column[sums["group"] == group] for name, column in sums.items()}
        place = {key: i for i, key in enumerate(zip(cells["success"], cells["woman"], cells["age"]))}
        cell = np.array([place[key] for key in zip(here["success"], here["woman"], here["age"])])
        column = np.searchsorted(outcomes, here["outcome"]) * len(years) + np.searchsorted(years, here["year"])
        totals = np.zeros((2, len(cells["n"]), len(outcomes) * len(years)))
        totals[0, cell, column] = here["sum"]
        totals[1, cell, column] = here["squares"]
        coef, error = fits(cells["success"], cells["woman"], cells["age"], cells["n"].astype(float), *totals)
        keys = [(outcome, year) for outcome in outcomes for year in years]
        rows += [(group, outcome, year - 2010, c, e) for (outcome, year), c, e in zip(keys, coef, error)]
    show(rows)
