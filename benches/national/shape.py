"""What the country's registers look like: how many there are, of which kind, over which years, and what is read from them."""

import datetime

GROUPS = 42
ENTRY = (2008, 2010)
YEARS = range(2009, 2021)
POPULATION = range(2008, 2022)

EVENTS, KINDS = 8, 5  # registers of events, and kinds of event in each
SPELLS, FORMS = 2, 3  # registers of spells, and forms of stay in each
AMOUNTS = 6  # columns of the register of incomes

# Rows a person: spells in each of their registers, and the shares of persons with an income in a year and a row in DREAM.
SPELL_ROWS = 1.5
WITH_INCOME = 0.8
IN_DREAM = 0.4

# Codes of DREAM, first and last: cash benefit, sickness benefit, disability pension, unemployment benefit, student grant,
# and employment with a subsidy.
CODES = [(130, 139), (890, 899), (780, 784), (111, 112), (651, 652), (761, 764), (771, 774), (511, 522)]


def weeks(year):
    """How many ISO weeks a year has."""
    return datetime.date(year, 12, 28).isocalendar()[1]


def week_columns():
    """DREAM's columns: year, week, name."""
    return [(year, week, f"Y_{year % 100:02}{week:02}") for year in YEARS for week in range(1, weeks(year) + 1)]


def event_rows(persons, rows):
    """Rows of one register of events in one year, when all registers together shall have so many rows a person."""
    others = SPELLS * SPELL_ROWS + WITH_INCOME * len(YEARS) + IN_DREAM
    return max(1, int(persons * max(rows - others, rows / 10) / (EVENTS * len(YEARS))))


def consequences():
    """Id, register, condition and value of the 60 consequences, and how they are dated and stepped."""
    for number in range(EVENTS):
        for kind in range(1, KINDS + 1):
            yield f"events_{number}_{kind}", f"events_{number}", f"kind = {kind}", "SUM(amount)", "", "1"
    for number in range(SPELLS):
        for form in range(1, FORMS + 1):
            yield f"spells_{number}_{form}", f"spells_{number}", f"form = {form}", "SUM(nights)", 'date = "spread", ', "1"
    for number, (first, last) in enumerate(CODES):
        yield f"weeks_{number}", "dream", f"code BETWEEN {first} AND {last}", "COUNT(*)", "", "1"
    for number in range(AMOUNTS):
        yield f"amount_{number}", "income", "", f"amount_{number}", "", "0.01"
