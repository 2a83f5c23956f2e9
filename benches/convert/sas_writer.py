"""Writes SAS datasets: every layout that the reader has to know, small for the tests and large for the race.

Not a tool for real data: it knows doubles and texts, and only as much of the format as readers look at. What it writes is
read back by pyreadstat before it is used (see fixtures.py)."""

import struct

MAGIC = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
ENCODINGS = {"utf-8": 20, "latin1": 29, "cp1252": 62, "cp850": 42, "ascii": 28}


class Column:
    def __init__(self, name, width=8, text=False, format="", format_width=0, label=""):
        self.name, self.width, self.text, self.format = name, width, text, format
        self.format_width, self.label = format_width, label


def missing(kind):
    """The bits of a missing value: `.`, `_` or a letter."""
    tag = {".": 1, "_": 0}.get(kind)
    tag = ord(kind) - ord("A") + 2 if tag is None else tag
    return (0xFFFF << 48) | ((~tag & 0xFF) << 40)


class Writer:
    def __init__(self, columns, wide=True, big=False, encoding="utf-8", compression=None, page=4096, header=1024, count=None,
                 mix=True):
        self.columns, self.wide, self.big, self.encoding = columns, wide, big, encoding
        self.compression, self.page, self.header, self.count, self.mix = compression, page, header, count, mix
        self.order = ">" if big else "<"
        self.sig = 8 if wide else 4
        self.page_header, self.pointer = (40, 24) if wide else (24, 12)
        self.row = sum(c.width for c in columns)

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def word(self, value):
        return self.pack("Q" if self.wide else "I", value)

    def signature(self, value):
        if not self.wide:
            return self.pack("I", value)
        if value in (0xF7F7F7F7, 0xF6F6F6F6):
            return self.pack("I", value) + bytes(4)
        return (b"\xff" * 4 + self.pack("I", value)) if self.big else (self.pack("I", value) + b"\xff" * 4)

    # -- the description ------------------------------------------------------------------------------------------------
    def texts(self):
        """Blobs of text, and where each text is."""
        blobs, places = [bytearray(16)], {}
        for text in ([self.compression] if self.compression else []) + [
            t for c in self.columns for t in (c.name, c.format, c.label) if t
        ]:
            if text in places:
                continue
            raw = text.encode("utf-8" if self.encoding == "utf-8" else self.encoding, "replace")
            if len(blobs[-1]) + len(raw) + 64 > self.page // 2:
                blobs.append(bytearray(16))
            places[text] = (len(blobs) - 1, len(blobs[-1]), len(raw))
            blobs[-1] += raw + bytes(-len(raw) % 4)
        return blobs, places

    def sized(self, signature, body, tail):
        """A subheader that says its own size."""
        whole = self.sig + 8 + len(body) + tail
        return self.signature(signature) + self.pack("H", whole - 4 - 2 * self.sig) + bytes(6) + body + bytes(tail)

    def subheaders(self, rows, deleted, mix_rows):
        blobs, places = self.texts()
        ref = lambda text: self.pack("HHH", *places.get(text, (0, 0, 0))) if text else bytes(6)
        size = bytearray(808 if self.wide else 480)
        size[: self.sig] = self.signature(0xF7F7F7F7)
        at = (lambda n: n) if self.wide else (lambda n: n // 2)
        for place, value in ((40, self.row), (48, rows), (56, deleted), (72, len(self.columns)), (104, self.page), (120, mix_rows)):
            size[at(place) : at(place) + self.sig] = self.word(value)
        if self.compression:
            size[-118:-112] = ref(self.compression)
        out = [bytes(size), self.signature(0xF6F6F6F6) + self.word(len(self.columns)) + bytes(self.sig)]
        for blob in blobs:
            whole = self.sig + len(blob)
            blob[:2] = self.pack("H", whole - 4 - 2 * self.sig)
            out.append(self.signature(0xFFFFFFFD) + bytes(blob))
        most = max(1, (self.page // 2) // 24)
        offset, attributes = 0, []
        for c in self.columns:
            attributes.append(self.word(offset) + self.pack("IHBB", c.width, 0, 2 if c.text else 1, 0))
            offset += c.width
        for first in range(0, len(self.columns), most):
            part = self.columns[first : first + most]
            out.append(self.sized(0xFFFFFFFF, b"".join(ref(c.name) + bytes(2) for c in part), 12))
            out.append(self.sized(0xFFFFFFFC, b"".join(attributes[first : first + most]), 12))
        for c in self.columns:
            body = bytearray(64 if self.wide else 52)
            body[: self.sig] = self.signature(0xFFFFFBFE)
            place = (24, 46, 52) if self.wide else (12, 34, 40)
            body[place[0] : place[0] + 2] = self.pack("H", c.format_width)
            body[place[1] : place[1] + 6] = ref(c.format)
            body[place[2] : place[2] + 6] = ref(c.label)
            out.append(bytes(body))
        return out

    # -- pages ----------------------------------------------------------------------------------------------------------
    def head(self, kind, blocks, pointers, unused=0):
        head = bytearray(self.page_header)
        head[24 if self.wide else 12 : 32 if self.wide else 16] = self.word(unused)
        head[-8:] = self.pack("HHHH", kind, blocks, pointers, 0)
        return head

    def pointer_page(self, parts, kind, blocks=None, data=b""):
        """A page of parts behind pointers; with `data`, rows behind the pointers."""
        page = bytearray(self.page)
        page[: self.page_header] = self.head(kind, len(parts) if blocks is None else blocks, len(parts))
        end = self.page
        for number, (body, code, sort) in enumerate(parts):
            end -= len(body)
            page[end : end + len(body)] = body
            at = self.page_header + number * self.pointer
            entry = self.word(end) + self.word(len(body)) + bytes([code, sort])
            page[at : at + len(entry)] = entry
        start = -(-(self.page_header + len(parts) * self.pointer) // 8) * 8
        assert start + len(data) <= end, "a page is too small"
        page[start : start + len(data)] = data
        return bytes(page)

    def fill(self, parts, kind):
        """Pages of parts, each as full as it gets."""
        pages, held, room = [], [], self.page - self.page_header - 8
        for part in parts:
            need = len(part[0]) + self.pointer
            if need > room:
                pages.append(held)
                held, room = [], self.page - self.page_header - 8
            held.append(part)
            room -= need
        return pages + [held]

    def rle(self, row):
        out, at = bytearray(), 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at] and run < 17:
                run += 1
            if run >= 3 and row[at] in (0, 32):
                out.append((0xF0 if row[at] == 0 else 0xE0) | (run - 2))
            else:
                run = min(16, len(row) - at)
                out.append(0x80 | (run - 1))
                out += row[at : at + run]
            at += run
        return bytes(out)

    def rdc(self, row):
        """A byte that stands three to eighteen times in a row is written once; others stand for themselves."""
        items, at = [], 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at] and run < 18:
                run += 1
            items.append((True, bytes([run - 3, row[at]])) if run >= 3 else (False, row[at : at + 1]))
            at += run if run >= 3 else 1
        out = bytearray()
        for first in range(0, len(items), 16):
            part = items[first : first + 16]
            bits = sum(1 << (15 - n) for n, (marked, _) in enumerate(part) if marked)
            out += struct.pack(">H", bits) + b"".join(body for _, body in part)
        return bytes(out)

    def write(self, path, rows, deleted=()):
        """`rows` as bytes of one row each; `deleted` are numbers of rows that are marked as deleted."""
        count = len(rows) if self.count is None else self.count
        if self.compression:
            squeeze = self.rle if self.compression == "SASYZCRL" else self.rdc
            parts = [(body, 0, 0) for body in self.subheaders(count, len(deleted), 0)]
            for number, row in enumerate(rows):
                body = squeeze(row)
                code = 5 if number in deleted else 4
                if len(body) >= len(row):
                    body, code = row, (1 if number in deleted else 0)
                parts.append((body, code, 1))
            pages = [self.pointer_page(held, 0) for held in self.fill(parts, 0)]
        else:
            pages = self.uncompressed(rows, count, deleted)
        with open(path, "wb") as out:
            out.write(self.head_of_file(len(pages)))
            out.writelines(pages)

    def uncompressed(self, rows, count, deleted):
        described = self.fill([(body, 0, 0) for body in self.subheaders(count, len(deleted), 0)], 0)
        mixed = 0
        if self.mix and not deleted and self.row:
            last = described[-1]
            start = -(-(self.page_header + len(last) * self.pointer) // 8) * 8
            mixed = (self.page - start - sum(len(body) for body, _, _ in last)) // self.row
        described = self.fill([(body, 0, 0) for body in self.subheaders(count, len(deleted), mixed)], 0)
        pages = [self.pointer_page(held, 0) for held in described[:-1]]
        first = rows[:mixed]
        pages.append(self.pointer_page(described[-1], 0x200 if mixed else 0, len(described[-1]) + len(first), b"".join(first)))
        room = self.page - self.page_header - (self.page // 64 if deleted else 0)
        per_page = room // self.row if self.row else 1
        for at in range(mixed, len(rows), per_page):
            part = rows[at : at + per_page]
            page = bytearray(self.page)
            page[: self.page_header] = self.head(0x180 if deleted else 0x100, len(part), 0)
            data = b"".join(part)
            page[self.page_header : self.page_header + len(data)] = data
            for n in range(len(part)):
                if at + n in deleted:
                    page[self.page_header + len(data) + n // 8] |= 1 << (7 - n % 8)
            pages.append(bytes(page))
        return pages

    def head_of_file(self, pages):
        head = bytearray(self.header)
        head[:32] = MAGIC
        head[32], head[35] = (0x33, 0x33) if self.wide else (0x22, 0x32)
        head[37], head[39], head[70] = (0 if self.big else 1), 0x31, ENCODINGS[self.encoding]
        head[84:92], head[92:124], head[156:164] = b"SAS FILE", b"DATA".ljust(32), b"DATA    "
        at = 168 if self.wide else 164
        head[at : at + 16] = self.pack("dd", 1.9e9, 1.9e9)
        at += 32
        head[at : at + 8] = self.pack("II", self.header, self.page)
        head[at + 8 : at + 8 + self.sig] = self.word(pages)
        at += 8 + self.sig + 8
        head[at : at + 8] = b"9.0401M6"
        head[at + 8 : at + 24] = b"Linux".ljust(16)
        return bytes(head)

    def row_of(self, values):
        out = bytearray()
        for column, value in zip(self.columns, values):
            if column.text:
                raw = value if isinstance(value, bytes) else value.encode(self.encoding)
                out += raw[: column.width].ljust(column.width)
            else:
                bits = value if isinstance(value, int) else struct.unpack(">Q", struct.pack(">d", value))[0]
                whole = struct.pack(">Q", bits)[: column.width]
                out += whole if self.big else whole[::-1]
        return bytes(out)
