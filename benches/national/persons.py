"""Persons who do not exist: as many in each year as the population register has, born, immigrated, emigrated and dead as the registers say."""

import csv
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HERE = pathlib.Path(__file__).parent
FIRST, LAST = 2005, 2023  # the years of which 31 December is listed
DEATHS = 0.0095  # of those who live here, a year


def days(year, month=1, day=1):
    """Days since 1970."""
    return int((np.datetime64(f"{year:04}-{month:02}-{day:02}") - np.datetime64("1970-01-01")).astype(int))


def volumes():
    """Rows by register and year, as Danmarks Statistik lists them; of a register that comes whole, the year is none."""
    with open(HERE / "volumes.csv", newline="") as file:
        return {(row["register"], int(row["year"]) if row["year"] else None): int(row["rows"]) for row in csv.DictReader(file)}


class Persons:
    """Everyone who lived here on a 31 December of 2005 to 2023, at a scale of the country."""

    def __init__(self, scale, seed=1):
        rng, rows = np.random.default_rng(seed), volumes()
        of = lambda register, year: int(rows[register, year] * scale)
        count = of("BEF", FIRST)
        first, last = np.full(count, FIRST, np.int16), np.full(count, LAST, np.int16)
        born_in = (FIRST - np.minimum(rng.triangular(0, 40, 96, count), rng.uniform(0, 90, count))).astype(np.int16)
        arrived, died, departed = [], [], []
        alive = np.arange(count, dtype=np.int64)
        for year in range(FIRST + 1, LAST + 1):
            dead, out = int(len(alive) * DEATHS), of("VNDS_UD", year)
            into = of("VNDS_IND", year)
            children = max(0, of("BEF", year) - len(alive) + dead + out - into)
            # The old die; anyone emigrates.
            old = alive[np.argsort(born_in[alive] + rng.integers(0, 40, len(alive)), kind="stable")[:dead]]
            staying = np.setdiff1d(alive, old, assume_unique=True)
            gone = rng.choice(staying, out, replace=False)
            last[old] = last[gone] = year - 1
            died.append((old, year))
            departed.append((gone, year))
            new = np.arange(len(first), len(first) + into + children)
            first = np.append(first, np.full(len(new), year, np.int16))
            last = np.append(last, np.full(len(new), LAST, np.int16))
            ages = rng.integers(0, 45, into)
            born_in = np.append(born_in, np.append(year - ages, np.full(children, year)).astype(np.int16))
            arrived.append((new[:into], year))
            alive = np.concatenate([np.setdiff1d(staying, gone, assume_unique=True), new])
        self.first, self.last, self.born_in, self.count = first, last, born_in, len(first)
        jan = np.array([days(year) for year in range(1850, LAST + 2)])
        self.born = (jan[born_in.astype(int) - 1850] + rng.integers(0, 365, self.count)).astype(np.int32)
        self.woman = rng.integers(0, 2, self.count).astype(bool)
        self.arrived, self.died, self.departed = map(dict, ([(y, p) for p, y in each] for each in (arrived, died, departed)))
        # Twelve digits with leading zeros, in no order.
        numbers = (np.arange(self.count, dtype=np.int64) * 387_420_489 + 12_345) % 10**12
        self.keys = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 12, "0")
        self.pools = {}

    def listed(self, year):
        """Who lives here on 31 December."""
        return np.flatnonzero((self.first <= year) & (self.last >= year))

    def pool(self, year, ages=(0, 200), staying=False):
        """Who lives here at some time of a year, at some ages; or who also stays through the next."""
        year = min(max(year, FIRST + 1), LAST)
        if (year, ages, staying) not in self.pools:
            age = year - self.born_in
            here = (self.first <= year) & (self.last >= min(year + 1, LAST) if staying else self.last >= year - 1)
            self.pools[year, ages, staying] = np.flatnonzero(here & (age >= ages[0]) & (age <= ages[1])).astype(np.int32)
        return self.pools[year, ages, staying]
