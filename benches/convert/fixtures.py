"""Writes the small SAS files of fixtures/sas/made/, and beside each the CSV of what pyreadstat reads in it.

    python fixtures.py FOLDER"""

import pathlib
import sys

import pyreadstat
from sas_writer import Column, Writer, missing

COLUMNS = [
    Column("PNR", 12, text=True),
    Column("KOEN"),
    Column("KOM", 3, text=True, label="Bopælskommune " * 12),
    Column("FOED_DAG", format="DDMMYY", format_width=10),
    Column("TID", format="DATETIME", format_width=20),
    Column("KL", format="TIME", format_width=8),
    Column("KORT", 3),
    Column("NAVN", 24, text=True),
]
UNKNOWN = -131_488.0


def rows(writer, count):
    names = ["Søren", "Åse", "", "Ærø", "plain", "Müller"]
    days = [0.0, -1.0, -21_914.0, UNKNOWN, 20_000.0]
    out = []
    for n in range(count):
        special = missing(".A_Z"[n % 4]) if n % 9 == 8 else float(n % 2 + 1)
        values = [f"{n:012d}", special, f"{n % 900 + 100}", days[n % 5], days[n % 5] * 86_400.0 + n, float(n * 37 % 86_400),
                  float(n % 1000) * 8, names[n % 6]]
        out.append(writer.row_of(values))
    return out


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for wide in (True, False):
        for big in (False, True):
            for short, compression in (("plain", None), ("rle", "SASYZCRL"), ("rdc", "SASYZCR2")):
                name = f"{'64' if wide else '32'}_{'big' if big else 'little'}_{short}"
                writer = Writer(COLUMNS, wide=wide, big=big, compression=compression, encoding="latin1")
                writer.write(folder / f"{name}.sas7bdat", rows(writer, 70))
    plain = Writer(COLUMNS)
    plain.write(folder / "no_rows.sas7bdat", [])
    plain.write(folder / "few_rows.sas7bdat", rows(plain, 3))
    Writer(COLUMNS, mix=False).write(folder / "no_mixed_page.sas7bdat", rows(plain, 60))
    Writer([]).write(folder / "no_columns.sas7bdat", [])
    for wide in (True, False):
        deleted = Writer(COLUMNS, wide=wide)
        deleted.write(folder / f"deleted_{'64' if wide else '32'}.sas7bdat", rows(deleted, 120), deleted={0, 7, 8, 64, 119})
    squeezed = Writer(COLUMNS, compression="SASYZCRL")
    squeezed.write(folder / "deleted_rle.sas7bdat", rows(squeezed, 120), deleted={0, 7, 8, 64, 119})
    columns = [Column(f"Y_{n:04d}", 3, format="BEST" if n % 2 else "", label=f"Week {n}") for n in range(700)]
    wide = Writer(columns, page=8192)
    wide.write(folder / "wide.sas7bdat", [wide.row_of([float(n + c) for c in range(700)]) for n in range(8)])
    odd = Writer([Column("MAANED", format="MONTH"), Column("AAR", format="YEAR"), Column("DAG", format="DATE"),
                  Column("KL", format="TIME"), Column("TID", format="DATETIME"), Column("HELE", format="DATE")])
    odd.write(folder / "formats.sas7bdat", [odd.row_of([3.0, 2015.0, 0.5, 90_000.0, 0.25, 1.0]),
                                            odd.row_of([4.0, 2016.0, 1.0, 5.0, -0.5, missing("B")])])
    for path in sorted(folder.glob("*.sas7bdat")):
        try:
            frame, _ = pyreadstat.read_sas7bdat(str(path))
            if path.stem == "formats":
                continue  # compared with what is written down in the test
            frame.to_csv(path.with_suffix(".csv"), index=False)
            print(path.name, path.stat().st_size, frame.shape)
        except Exception as error:  # noqa: BLE001: every reason is shown
            print(path.name, path.stat().st_size, "pyreadstat:", error)


if __name__ == "__main__":
    main(sys.argv[1])
