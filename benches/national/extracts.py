"""Extracts of a part of the country in official shape: `python extracts.py FOLDER --scale 0.05`.

Every register that the shipped definitions read: names of datasets and columns, types, rows by year, quarters of the population, the width
of DREAM, contacts with their diagnoses and visits. Rows lie in no order. There are no bad rows. Memory holds the persons and a row group.
"""

import argparse
import pathlib

import numpy as np
import pyarrow as pa

from files import GROUP, WIDE_GROUP, write
from persons import FIRST, LAST, Persons, days, volumes

LPR3 = days(2019, 3, 1)


class Codes:
    """Texts with weights, drawn by a table of 65,536 places."""

    def __init__(self, weights):
        self.texts = pa.array(list(weights))
        share = np.cumsum(list(weights.values())) / sum(weights.values())
        self.table = np.searchsorted(share, (np.arange(65_536) + 0.5) / 65_536).astype(np.int16)

    def draw(self, rng, rows):
        return pa.DictionaryArray.from_arrays(pa.array(self.table[rng.integers(0, 65_536, rows)]), self.texts)


def spread(codes, weight):
    """Codes that share a weight."""
    return {code: weight / len(codes) for code in codes}


def icd(letters):
    return [f"D{letter}{number:03}" for letter in letters for number in range(0, 1000, 7)]


PSYCHIATRIC = [f"DF{number:02}{more}" for number in range(10, 99) for more in (0, 1, 2, 8, 9)]
ADHD, AUTISM = ["DF900", "DF901", "DF908", "DF988C"], ["DF840", "DF841", "DF845", "DF848", "DF849"]
SOMATIC = Codes(spread(icd("ABCDEGHIJKLMNOPQRST"), 97) | spread(icd("Z"), 2) | spread(PSYCHIATRIC, 1))
PSYCHIATRY = Codes(spread(PSYCHIATRIC, 90) | spread(ADHD, 6) | spread(AUTISM, 4))
ALL_HOSPITALS = Codes(spread(icd("ABCDEGHIJKLMNOPQRSTZ"), 93) | spread(PSYCHIATRIC, 6) | spread(ADHD, 0.6) | spread(AUTISM, 0.4))
FURTHER = Codes(spread(icd("ABCDEGHIJKLMNOPQRSTZ"), 90) | spread(PSYCHIATRIC, 9) | spread(["DZ614", "DZ615", "DT742", "DY050"], 0.2))
SPEC2 = Codes(spread([str(code) for code in range(70, 81)], 55) | spread([f"{code:02}" for code in range(1, 69)], 35) | spread(["63", "24", "26"], 1) | spread(["49", "50", "81", "83", "93"], 9))
ATC = Codes(spread([f"{a}{n:02}{b}{c}{m:02}" for a in "ABCDGHJLMNPRSV" for n in (1, 3, 5, 7) for b in "AB" for c in "AX" for m in range(1, 12, 3)], 85) | spread([f"N05A{c}{m:02}" for c in "HX" for m in range(1, 9)] + [f"N06A{c}{m:02}" for c in "BX" for m in range(1, 9)], 13) | {"N06BA04": 0.3, "N07BC02": 0.01})
OFFENCE = Codes(spread(["1210000", "1230000", "1252000", "1110000"], 12) | spread(["1316000", "1320000", "1332000", "1336000", "1390000", "1357000"], 30) | spread(["2110000", "2240000", "2640000"], 40) | spread(["3210000", "3410000"], 18))
DREAM_CODES = ["111", "112", "130", "134", "140", "152", "211", "412", "521", "611", "621", "651", "652", "661", "730", "741", "760", "771", "774", "781", "783", "810", "870", "881", "890", "893", "996", "997"]
YES_NO = Codes({"Ja": 1, "Nej": 99})


def date(numbers):
    return pa.array(numbers.astype(np.int32)).cast(pa.date32())


def kroner(rng, rows, scale):
    return pa.array(np.round(rng.exponential(scale, rows), 2))


class Country:
    """The registers, one method each where they have a shape of their own."""

    def __init__(self, folder, scale):
        self.folder, self.scale, self.rows, self.persons = folder, scale, volumes(), Persons(scale)
        self.total = 0

    def put(self, register, dataset, year, draw, rows=None, group=GROUP):
        """Draws the rows of a dataset, by its volume unless given."""
        count = max(1, int(self.rows[register, year] * self.scale)) if rows is None else rows
        name = [int.from_bytes(register.encode()[:8], "little"), year or 0]
        self.total += count
        write(self.folder, register, dataset, year, count, lambda first, last: draw(np.random.default_rng([*name, first]), first, last - first), group)

    def someone(self, rng, rows, year, ages=(0, 200), staying=False):
        pool = self.persons.pool(year, ages, staying)
        return pool[rng.integers(0, len(pool), rows)]

    def key(self, who):
        return self.persons.keys.take(pa.array(who))

    def years(self, register):
        return sorted(year for name, year in self.rows if name == register and year and FIRST <= year <= LAST)

    def yearly(self, register, columns, dataset=None, ages=(0, 200), first=FIRST, staying=False):
        """Registers with a dataset a year of rows of persons: `columns` draws the others of a year."""
        for year in self.years(register):
            if year >= first:
                name = (dataset or register + "{}").format(year)
                draw = lambda rng, _, rows, year=year: {"PNR": self.key(self.someone(rng, rows, year, ages, staying))} | columns(rng, rows, year)
                self.put(register, name, year, draw)

    def spells(self, register, dataset, columns, start, end, length, ages, still=0.05, person="PNR", since=1996):
        """Registers of spells that come whole: a person of some ages, a first day after those, an end unless it lasts."""
        # Of persons who stay, so that no spell goes on after they left.
        born_in = self.persons.born_in
        born = np.flatnonzero((born_in >= since - ages[1]) & (born_in < LAST - ages[0]) & (self.persons.last == LAST)).astype(np.int32)

        def draw(rng, _, rows):
            who = born[rng.integers(0, len(born), rows)]
            # No spell begins after the last year.
            first = self.persons.born[who] + (365.25 * rng.uniform(ages[0], np.minimum(ages[1], LAST - born_in[who]), rows)).astype(np.int32)
            last = first + rng.integers(*length, rows)
            ends = pa.array(last.astype(np.int32), mask=rng.random(rows) < still).cast(pa.date32())
            return {person: self.key(who), start: date(first), end: ends} | columns(rng, rows)

        self.put(register, dataset, None, draw)

    def residence(self):
        persons = self.persons
        for year in range(FIRST, LAST + 1):
            for month in (3, 6, 9, 12) if year >= 2008 else (12,):
                # Who was listed at the end of the year before stands for the quarters.
                who = persons.listed(year if month == 12 else year - 1)
                day = days(year, month, 31 if month in (3, 12) else 30)

                def draw(rng, first, rows, who=who, day=day, year=year):
                    some = who[first : first + rows]
                    return {
                        "PNR": self.key(some),
                        "KOEN": pa.array(1.0 + persons.woman[some]),
                        "FOED_DAG": date(persons.born[some]),
                        "ALDER": pa.array((year - persons.born_in[some]).astype(float)),
                        # Everybody is born with an origin, and keeps it.
                        "IE_TYPE": pa.array(np.array(["1", "2", "3"])[np.minimum(some % 12, 2)]),
                        "KOM": Codes(spread([str(code) for code in range(101, 860, 8)], 1)).draw(rng, rows),
                        "REFERENCETID": date(np.full(rows, day)),
                        "FAMILIE_ID": self.key(some // 2),
                    }

                self.put("BEF", f"BEF{year}{month:02}", year, draw, len(who))
        moves = [("VNDS_IND", persons.arrived), ("VNDS_UD", persons.departed)]
        for register, moved in moves:
            for year, who in moved.items():
                day = lambda rng, rows, year=year: date(days(year) + rng.integers(10, 350, rows))
                draw = lambda rng, first, rows, who=who, day=day: {"PNR": self.key(who[first : first + rows]), "HAEND_DATO": day(rng, rows)}
                self.put(register, f"{register}{year}", year, draw, len(who))
        # All deaths since 1970: those of others have keys that the population does not have.
        dead = np.concatenate(list(persons.died.values()))
        died_in = np.concatenate([np.full(len(who), year) for year, who in persons.died.items()])
        jan = np.array([days(year) for year in range(FIRST, LAST + 1)])

        def draw(rng, first, rows):
            of = np.arange(first, first + rows)
            ours = of < len(dead)
            who, year = dead[of[ours]], died_in[of[ours]]
            unknown = pa.array([f"9{number:011}" for number in of[~ours]], pa.string())
            known = jan[year - FIRST] + rng.integers(10, 350, len(who))
            return {"PNR": pa.concat_arrays([self.key(who), unknown]), "DODDATO": date(np.append(known, rng.integers(0, 12_700, (~ours).sum())))}

        self.put("DOD", "DOD2025", None, draw)

    def amounts(self):
        # A row a person: those listed before or after.
        for register in ("IND", "AKM"):
            for year in self.years(register):
                who = self.persons.pool(year)

                def draw(rng, first, rows, who=who, register=register):
                    some = {"PNR": self.key(who[first : first + rows])}
                    if register == "AKM":
                        return some | {"SOCIO13": pa.array(np.array([131.0, 132, 210, 310, 321, 330, 410])[rng.integers(0, 7, rows)])}
                    return some | {"PERINDKIALT_13": kroner(rng, rows, 300_000), "SKATMVIALT_13": kroner(rng, rows, 90_000), "SKATTOT_13": kroner(rng, rows, 80_000)}

                self.put(register, f"{register}{year}", year, draw, len(who))
        number = lambda values, rng, rows: pa.array(np.array(values, float)[rng.integers(0, len(values), rows)])
        self.yearly(
            "BOST",
            lambda rng, rows, year: {
                "BOST_AAR": pa.array(np.full(rows, float(year))),
                "BOST_MD": pa.array(rng.integers(1, 13, rows).astype(float)),
                "BOST_UDB": kroner(rng, rows, 2500),
                "BOST_ANTVOKS": number([1, 1, 2], rng, rows),
                "BOST_ANTBORN": number([0, 0, 1, 2], rng, rows),
            },
            ages=(18, 200),
        )

    def health(self):
        weeks = {year: Codes(spread([f"{year % 100:02}{week:02}" for week in range(2, 52)], 1)) for year in range(FIRST, LAST + 1)}
        contacts = Codes({"1": 80, "2": 15, "0": 5})
        self.yearly(
            "SSSY",
            lambda rng, rows, year: {"SPEC2": SPEC2.draw(rng, rows), "HONUGE": weeks[year].draw(rng, rows), "BRUHON": kroner(rng, rows, 200), "KONTAKT": contacts.draw(rng, rows)},
        )
        self.medicine()
        for year in self.years("LPR_ADM"):
            self.contacts("LPR_ADM", f"LPR_ADM{year}", year, SOMATIC)
        for year in self.years("PRIV_ADM"):
            self.contacts("PRIV_ADM", f"PRIV_ADM{year}", year, SOMATIC)
        self.contacts("PSYK_ADM", "PSYK_ADM2019", None, PSYCHIATRY)
        kinds = Codes({"A": 40, "B": 40, "+": 15, "G": 5})
        belongs = lambda register, parent, year: max(1, int(self.rows[parent, year] * self.scale))
        diagnoses = lambda rng, rows: {"C_DIAG": FURTHER.draw(rng, rows), "C_DIAGTYPE": kinds.draw(rng, rows)}
        for year in self.years("LPR_BES"):
            self.children("LPR_BES", f"LPR_BES{year}", year, belongs("LPR_BES", "LPR_ADM", year), lambda rng, rows: {}, year)
            self.children("LPR_DIAG", f"LPR_DIAG{year}", year, belongs("LPR_DIAG", "LPR_ADM", year), diagnoses)
        self.children("PSYK_DIAG", "PSYK_DIAG2019", None, belongs("PSYK_DIAG", "PSYK_ADM", None), diagnoses)
        self.children("PSYK_PERS", "PSYK_PERS2019", None, belongs("PSYK_PERS", "PSYK_ADM", None), lambda rng, rows: {}, 1995)
        self.lpr3()

    def medicine(self):
        for year in self.years("LMDB"):

            def draw(rng, _, rows, year=year):
                price = np.round(rng.exponential(180, rows), 2)
                return {
                    "PNR12": self.key(self.someone(rng, rows, year)),
                    "EKSD": date(days(year) + rng.integers(0, 365, rows)),
                    "ATC": ATC.draw(rng, rows),
                    "APK": pa.array(np.array([1.0, 1, 1, 2, 3])[rng.integers(0, 5, rows)]),
                    "EKSP": pa.array(price),
                    "PTP": pa.array(np.round(price * rng.random(rows), 2)),
                }

            self.put("LMDB", f"LMDB{year}12", year, draw)

    @staticmethod
    def first_day(register, number, year):
        """The first day of a contact, by its number, so that visits know it."""
        mixed = (number.astype(np.uint64) * np.uint64(2_654_435_761)) % np.uint64(2**32)
        if register in ("LPR_ADM", "LPR_BES", "PRIV_ADM"):
            return (days(year) + 20 + mixed % np.uint64(340 if year < 2019 else 38)).astype(np.int32)
        return (days(1995) + mixed % np.uint64(LPR3 - days(1995) - 30)).astype(np.int32)

    def contacts(self, register, dataset, year, diagnoses):
        acute = Codes({"1": 35, "2": 65})
        until_2013 = Codes({"0": 20, "2": 65, "3": 15})
        since_2014 = Codes({"0": 20, "2": 80})

        def draw(rng, first, rows):
            number = np.arange(first, first + rows)
            start = self.first_day(register, number, year)
            kind = (until_2013 if (year or 2010) < 2014 else since_2014).draw(rng, rows)
            # Contacts end where their year's dataset says so.
            length = np.where(number % 5 == 0, number % 15, number % 20)
            return {
                "PNR": self.key(self.someone(rng, rows, year or LAST, staying=True)),
                "RECNUM": recnum(number),
                "C_PATTYPE": kind,
                "C_INDM": acute.draw(rng, rows),
                "D_INDDTO": date(start),
                "D_UDDTO": date(np.minimum(start + length, LPR3 - 1)),
                "C_ADIAG": diagnoses.draw(rng, rows),
            }

        self.put(register, dataset, year, draw)

    def children(self, register, dataset, year, parents, columns, visits=None):
        """Rows that belong to contacts by their number; one in a hundred belongs to none."""

        def draw(rng, _, rows):
            number = rng.integers(0, max(1, int(parents * 1.01)), rows)
            of = {"RECNUM": recnum(number)} | columns(rng, rows)
            if visits is None:
                return of
            day = self.first_day(register, number, visits) + rng.integers(0, 15, rows)
            return of | {"D_AMBDTO": date(np.minimum(day, LPR3 - 1))}

        self.put(register, dataset, year, draw)

    def lpr3(self):
        types, priority = Codes({"ALCA00": 85, "ALCA03": 15}), Codes({"ATA1": 30, "ATA3": 70})
        contacts = int(self.rows["LPR_A_KONTAKT", None] * self.scale)

        def draw(rng, first, rows):
            minutes = (days(2017) * 1440 + rng.integers(0, 9 * 525_600, rows)).astype(np.int64)
            length = np.where(rng.random(rows) < 0.1, rng.integers(720, 14_400, rows), rng.integers(5, 600, rows))
            at = lambda minutes: pa.array(minutes * 60_000_000).cast(pa.timestamp("us"))
            year = (2017 + (minutes // 1440 - days(2017)) // 365.25).astype(int)
            who = np.empty(rows, np.int32)
            for one in np.unique(year):
                which = year == one
                who[which] = self.someone(rng, int(which.sum()), int(one), staying=True)
            return {
                "PNR": self.key(who),
                "DW_EK_KONTAKT": contact(np.arange(first, first + rows)),
                "KONT_TYPE": types.draw(rng, rows),
                "PRIORITET": priority.draw(rng, rows),
                "KONT_STARTTIDSPUNKT": at(minutes),
                "KONT_SLUTTIDSPUNKT": at(minutes + length),
                "ADIAG": ALL_HOSPITALS.draw(rng, rows),
            }

        self.put("LPR_A_KONTAKT", "LPR_A_KONTAKT2025", None, draw)
        kinds = Codes({"A": 55, "B": 30, "+": 15})
        draw = lambda rng, _, rows: {
            "DW_EK_KONTAKT": contact(rng.integers(0, int(contacts * 1.01), rows)),
            "DIAG_KODE": FURTHER.draw(rng, rows),
            "DIAG_KODE_TYPE": kinds.draw(rng, rows),
            "SENERE_AFKRAEFTET": YES_NO.draw(rng, rows),
        }
        self.put("LPR_A_DIAGNOSE", "LPR_A_DIAGNOSE2025", None, draw)

    def crime(self):
        day = lambda rng, rows, year: date(days(year) + rng.integers(0, 365, rows))
        decision = lambda rng, rows: pa.array(np.array([1.0, 2, 4, 8, 11, 19, 22])[rng.integers(0, 7, rows)])
        adult, child = (15, 75), (10, 14)
        self.yearly("KRAF", lambda rng, rows, year: {"AFG_AFGOEDTO": day(rng, rows, year), "AFG_GER7": OFFENCE.draw(rng, rows), "AFG_AFGTYPKO": decision(rng, rows)}, ages=adult)
        self.yearly("KRSI", lambda rng, rows, year: {"SIG_SIGTDTO": day(rng, rows, year), "SIG_GER7": OFFENCE.draw(rng, rows)}, ages=adult)
        self.yearly("KRMS", lambda rng, rows, year: {"MIN_SIGTDTO": day(rng, rows, year), "MIN_GER7": OFFENCE.draw(rng, rows)}, ages=child)
        kinds, releases = Codes({"1": 30, "3": 30, "5": 40}), Codes({"1": 30, "4": 30, "9": 20, "10": 20})

        def imprisoned(rng, rows, year):
            first = days(year) + rng.integers(0, 300, rows)
            return {"IND_FGSLDTO": date(first), "IND_LOESLDTO": date(first + rng.integers(0, 60, rows)), "IND_FGSLKOD": kinds.draw(rng, rows), "IND_LOESLKOD": releases.draw(rng, rows)}

        self.yearly("KRIN", imprisoned, ages=adult, staying=True)

    def education(self):
        levels, parts = Codes({"GYMNASIUM": 20, "STU": 1, "4401": 79}), Codes(spread([str(part) for part in range(20, 31)], 60) | spread(["40", "41", "51", "52", "54", "61", "62"], 40))
        exits, completed = Codes({"1": 80, "4": 20}), Codes({"0": 40, "4401": 60})
        texts = lambda rng, rows: {"UDD": levels.draw(rng, rows), "UDEL": parts.draw(rng, rows), "AFG_ART": exits.draw(rng, rows), "AUDD": completed.draw(rng, rows)}
        self.spells("KOTRE", "KOTRE2025", texts, "ELEV3_VFRA", "ELEV3_VTIL", (100, 1200), (6, 30), since=1985)
        self.spells("VEUV", "VEUV2025", lambda rng, rows: {}, "KURSIST_VFRA", "KURSIST_VTIL", (2, 120), (18, 66), still=0)
        self.spells("UDPR", "UDPR2020", lambda rng, rows: {}, "PROD_VFRA", "PROD_VTIL", (30, 400), (16, 24), still=0)
        classes, schools = Codes({"ORDINARY": 95, "SPECIAL": 5}), Codes({"PUBLIC": 78, "SPECIAL_SCHOOL": 2, "DAY_TREATMENT": 1, "PRIVATE": 16, "CONTINUATION": 3})
        reasons = lambda rng, rows: pa.array(np.where(rng.random(rows) < 0.05, "01", None), pa.string())
        self.yearly("UDSP", lambda rng, rows, year: {"KL_TYPE": classes.draw(rng, rows), "INSTNR": schools.draw(rng, rows), "SPC_ART": reasons(rng, rows)}, ages=(6, 17))
        highest = Codes({"BASIC": 30, "GYMNASIUM": 9, "VOCATIONAL": 30, "SHORT": 5, "MEDIUM": 16, "LONG": 10})
        for year in range(max(FIRST, 2006), LAST + 1):
            # A row a person, as Danmarks Statistik lists about as many as in the population.
            who = self.persons.listed(year)
            draw = lambda rng, first, rows, who=who: {"PNR": self.key(who[first : first + rows]), "HFAUDD": highest.draw(rng, rows)}
            self.put("UDDA", f"UDDA{year}{'12' if year < 2008 else '09'}", year, draw, len(who))
        absent, active = Codes({"0": 60, "0.5": 10, "1": 15, "2.0": 10, "4": 5}), Codes(spread([str(day) for day in range(12, 23)], 1))
        school_years = [f"{year}/{year + 1}" for year in range(2010, 2025)]

        def absence(rng, _, rows):
            year = rng.integers(0, len(school_years), rows)
            who = np.empty(rows, np.int32)
            for one in range(len(school_years)):
                which = year == one
                who[which] = self.someone(rng, int(which.sum()), 2010 + one, (6, 16))
            return {
                "PNR": self.key(who),
                "SKOLEAAR": pa.DictionaryArray.from_arrays(pa.array(year.astype(np.int16)), pa.array(school_years)),
                "MAANED": pa.array(np.array([1.0, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12])[rng.integers(0, 11, rows)]),
                "DAGEIALTFRA": absent.draw(rng, rows),
                "DAGEAKTIV": active.draw(rng, rows),
            }

        self.put("UDD_FOLKESKOLE_FRAVAER_STIL", "UDD_FOLKESKOLE_FRAVAER_STIL2025", None, absence)

    def social(self):
        places, sections = Codes(spread([f"{place:02}" for place in (1, 2, 4, 5, 7, 8, 9, 12, 18, 21, 23)], 1)), np.array([210.0, 220, 225, 230, 250, 270, 420, 430])
        events = np.array([0.0, 1, 1, 2, 3, 5, 7, 7.2])
        pick = lambda of, rng, rows: pa.array(of[rng.integers(0, len(of), rows)])
        self.spells("BUAF", "BUAF2025", lambda rng, rows: {"ANSTED_KLAS": places.draw(rng, rows), "HAENDELSE": pick(events, rng, rows)}, "STARTDATO", "SLUTDATO", (10, 500), (0, 20))
        self.spells("BUFO", "BUFO2025", lambda rng, rows: {"PGF": pick(sections, rng, rows)}, "SAG_VFRA", "SAG_VTIL", (10, 500), (0, 20))
        services = Codes(spread(["1.8.1", "SECTION_85_OWN_HOME", "SECTION_107", "SECTION_103"], 1))
        self.spells("HANDIC", "HANDIC2025", lambda rng, rows: {"MODT_YDELSE_KODE": services.draw(rng, rows), "MAAL_KEY": contact(rng.integers(0, 10**9, rows))}, "YDELSE_START", "YDELSE_SLUT", (30, 900), (18, 70), 0.3)
        self.spells("HERB_FORSORG_MV_F", "HERB_FORSORG_MV_F2025", lambda rng, rows: {"OPHOLD_TYPE": pick(np.array([101.0, 101, 101, 102]), rng, rows)}, "INDFLYT", "UDFLYT", (1, 200), (18, 65))
        for register, person, ages in [("KKCOPH", "PNR", (18, 60)), ("KKCOPHB", "BARN_PNR", (0, 17))]:
            self.spells(register, f"{register}2025", lambda rng, rows: {}, "INDFLYT", "UDFLYT", (1, 120), ages, person=person)
        methods, reasons = Codes({"SUBSTITUTION": 40, "OTHER": 60}), Codes({"COMPLETED": 50, "BROKEN_OFF": 50})
        self.spells("SMDB_IBIB", "SMDB_IBIB2023", lambda rng, rows: {"METHODCODE": methods.draw(rng, rows), "UDSKRIVNINGAARSAGKODE": reasons.draw(rng, rows), "ISDELETED": pick(np.array([0.0] * 19 + [1.0]), rng, rows)}, "INDSKRIVNINGDATO", "UDSKRIVNINGDATO", (10, 700), (18, 60))
        self.yearly("BUU", lambda rng, rows, year: {"UNDERRETNINGSDATO": date(days(year) + rng.integers(0, 365, rows))}, ages=(0, 17), first=2015)

    def dream(self):
        """One row a person: 1,822 weeks as texts, 222 months of four columns, and others. Stretches with a code, and of employment."""
        persons = self.persons
        adults = np.flatnonzero(persons.born_in < 2006)
        weeks = [(year, week) for year in range(1991, 2027) for week in range(1, iso_weeks(year) + 1)]
        weeks = [(y, w) for y, w in weeks if (1991, 32) <= (y, w) <= (2026, 27)]
        months = [(year, month) for year in range(2008, 2027) for month in range(1, 13)][:222]
        count = min(len(adults), int(self.rows["DREAM", None] * self.scale))
        texts, blank = pa.array(["", *DREAM_CODES]), np.int8(0)
        branches = pa.array([f"{code:06}" for code in range(10_100, 960_000, 19_000)])

        def draw(rng, first, rows):
            columns = {"PNR": self.key(adults[first : first + rows])}
            begins = np.sort(rng.integers(0, len(weeks), (8, rows)), axis=0).astype(np.int16)
            left = persons.last[adults[first : first + rows]].astype(int) + 1
            gone = np.where(left > LAST, len(weeks), np.searchsorted([year for year, _ in weeks], left)).astype(np.int16)
            ends, code = np.minimum(begins + rng.integers(4, 110, (8, rows)).astype(np.int16), gone), rng.integers(1, len(texts), (8, rows)).astype(np.int8)
            for at, (year, week) in enumerate(weeks):
                now = np.full(rows, blank)
                for stretch in range(8):
                    inside = (begins[stretch] <= at) & (at < ends[stretch])
                    now[inside] = code[stretch][inside]
                columns[f"Y_{year % 100:02}{week:02}"] = pa.DictionaryArray.from_arrays(pa.array(now), texts)
            since, until = rng.integers(-60, 150, rows), np.minimum(rng.integers(60, 260, rows), np.where(left > LAST, len(months), 12 * (left - 2008)))
            branch, degree = rng.integers(0, len(branches), rows).astype(np.int8), np.round(rng.random(rows), 2)
            for at, (year, month) in enumerate(months):
                none = (at < since) | (at >= until)
                columns[f"BRANCHE_{year}_{month:02}"] = pa.DictionaryArray.from_arrays(pa.array(branch, mask=none), branches)
                columns[f"GRAD_{year}_{month:02}"] = pa.array(degree, mask=none)
                columns[f"ARBSTED_{year}_{month:02}"] = pa.DictionaryArray.from_arrays(pa.array(branch, mask=none), branches)
                columns[f"VIRKFORM_{year}_{month:02}"] = pa.DictionaryArray.from_arrays(pa.array(branch % 10, mask=none), branches)
            others = [f"DA_{year}_{month:02}" for year, month in months[114:]]
            others += [f"{name}_{quarter}KV{year}" for name, a, b in [("VISIT", 2014, 2026), ("MATCH", 2008, 2020)] for year in range(a, b) for quarter in range(1, 5)]
            others += [f"{name}{year}" for name in ("NYKOM", "AK") for year in range(2000, 2027)]
            return columns | {name: pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int8)), pa.array(["0"])) for name in others}

        self.put("DREAM", "DREAM202606", None, draw, count, WIDE_GROUP)

    def draw(self):
        self.residence()
        self.amounts()
        self.crime()
        self.education()
        self.social()
        self.health()
        self.dream()


def recnum(number):
    """The number of a contact in its dataset, as text."""
    return pa.array(number + 10_000_000).cast(pa.string())


def contact(number):
    """The key of a contact of LPR3, or of a target group, as text in no order."""
    return pa.array(number.astype(np.int64) * 2_147_483_629 % 10**15).cast(pa.string())


def iso_weeks(year):
    import datetime

    return datetime.date(year, 12, 28).isocalendar()[1]


def extracts(folder, scale):
    """Draws what is not there yet; the number of rows, and of persons."""
    country = Country(pathlib.Path(folder), scale)
    country.draw()
    return country.total, country.persons.count


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--scale", type=float, default=0.05)
    asked = ask.parse_args()
    rows, persons = extracts(asked.folder, asked.scale)
    print(f"{rows:,} rows of {persons:,} persons")
