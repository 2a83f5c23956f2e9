"""Writes a large SAS dataset of invented persons in the shape of BEF.

    python make.py FILE ROWS [--compressed]

Uncompressed rows are all drawn. Compressed pages are repeated, since squeezing in Python is slow."""

import sys

import numpy
from sas_writer import Column, Writer

COLUMNS = [
    Column("PNR", 12, text=True), Column("KOEN"), Column("KOM", 3, text=True), Column("FOED_DAG", format="DATE", format_width=9),
    Column("ALDER"), Column("CIVST", 1, text=True), Column("IE_TYPE"), Column("OPR_LAND", 4, text=True),
    Column("ADRESSE_ID", 20, text=True), Column("FAMILIE_ID"), Column("ANTBOERNF"), Column("REFERENCETID", format="DATE", format_width=9),
]
PAGE = 65536


def draw(writer, count, random):
    """Rows as one array of bytes."""
    kinds = [(c.name, f"S{c.width}" if c.text else "<f8") for c in COLUMNS]
    rows = numpy.zeros(count, dtype=kinds)
    digits = lambda most, width: numpy.char.zfill(random.integers(0, most, count).astype(f"S{width}"), width)
    rows["PNR"] = digits(6_000_000, 12)
    rows["KOEN"] = random.integers(1, 3, count)
    rows["KOM"] = digits(98, 3)
    rows["FOED_DAG"] = random.integers(-20_000, 20_000, count)
    rows["ALDER"] = random.integers(0, 100, count)
    rows["CIVST"] = random.choice(numpy.array([b"U", b"G", b"F", b"E"]), count)
    rows["IE_TYPE"] = random.integers(1, 4, count)
    rows["OPR_LAND"] = digits(9999, 4)
    rows["ADRESSE_ID"] = digits(2_500_000, 20)
    rows["FAMILIE_ID"] = random.integers(0, 3_000_000, count)
    rows["ANTBOERNF"] = random.integers(0, 5, count)
    rows["REFERENCETID"] = 20_453
    flat = rows.view(numpy.uint8).reshape(count, rows.dtype.itemsize)
    return flat


def main(path, count, compressed):
    random = numpy.random.default_rng(7)
    if compressed:
        writer = Writer(COLUMNS, page=PAGE, header=PAGE, compression="SASYZCRL", encoding="latin1", count=count)
        base = min(count, 20_000)
        parts = [(body, 0, 0) for body in writer.subheaders(count, 0, 0)]
        flat = draw(writer, base, random)
        rows = [bytes(row) for row in flat]
        described = writer.pointer_page(parts, 0)
        full = [writer.pointer_page(held, 0) for held in writer.fill([(writer.rle(row), 4, 1) for row in rows], 0)]
        times, rest = divmod(count, base)
        assert rest == 0, "a multiple of 20,000 rows, please"
        pages = 1 + len(full) * times
        with open(path, "wb") as out:
            out.write(writer.head_of_file(pages))
            out.write(described)
            for _ in range(times):
                out.writelines(full)
        return
    writer = Writer(COLUMNS, page=PAGE, header=PAGE, encoding="latin1", mix=False)
    per_page = (PAGE - writer.page_header) // writer.row
    pages = -(-count // per_page)
    with open(path, "wb") as out:
        out.write(writer.head_of_file(1 + pages))
        out.write(writer.pointer_page([(body, 0, 0) for body in writer.subheaders(count, 0, 0)], 0))
        left = count
        while left:
            some = min(left, per_page * 256)
            data = draw(writer, some, random).tobytes()
            for at in range(0, some, per_page):
                number = min(per_page, some - at)
                page = bytes(writer.head(0x100, number, 0)) + data[at * writer.row : (at + number) * writer.row]
                out.write(page.ljust(PAGE, b"\0"))
            left -= some


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), "--compressed" in sys.argv)
