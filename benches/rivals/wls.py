"""Weighted least squares over cell sums with HC1 errors, as one would write it by hand: everything in doubles."""

import csv
import sys

import numpy as np

from definitions import KINDS, REGISTERS


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

    `persons` has group (0 for the whole population, else the area), success, woman, age and n by cell; `sums` has group, success,
    woman, age, register, kind, year, sum and squares, only where there are events. All are numbers.
    """
    code = lambda of: ((of["group"].astype(np.int64) * 2 + of["success"]) * 2 + of["woman"]) * 128 + of["age"]
    order = np.argsort(code(persons))
    persons = {name: column[order] for name, column in persons.items()}
    cell = np.searchsorted(code(persons), code(sums))
    column = (sums["register"].astype(np.int64) * KINDS + sums["kind"] - 1) * 10 + sums["year"] - 2011
    totals = np.zeros((2, len(order), REGISTERS * KINDS * 10))
    totals[0, cell, column] = sums["sum"]
    totals[1, cell, column] = sums["squares"]
    names = [(f"c{i // KINDS}_{i % KINDS + 1}", year) for i in range(REGISTERS * KINDS) for year in range(1, 11)]
    rows = []
    for group in np.unique(persons["group"]):
        first, end = np.searchsorted(persons["group"], [group, group + 1])
        here = {name: column[first:end] for name, column in persons.items()}
        n = here["n"].astype(float)
        coef, error = fits(here["success"], here["woman"], here["age"], n, totals[0, first:end], totals[1, first:end])
        called = f"area_{group}" if group else "population"
        rows += [(called, *name, c, e) for name, c, e in zip(names, coef, error)]
    show(rows)
