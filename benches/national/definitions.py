"""Definitions of 42 target groups and 60 consequences over the drawn registers."""

from shape import *

LABEL = 'label = {{ da = "{0}", en = "{0}" }}\n'
ORIGIN = 'source = "drawn"\nprovenance = "illustrative"\n'


def put(path, text):
    """Writes a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def definitions(folder):
    """Writes the folder of definitions."""
    first, last = ENTRY
    years = lambda a, b: f"{{ first = {a}, last = {b} }}"
    column = lambda name, kind: f'{name} = {{ names = "{name}", type = "{kind}" }}\n'
    event, read = 'kind = "event"\ndate = "date"\n', years(YEARS[0], YEARS[-1])

    def register(name, covers, files, kind, columns=""):
        text = f'id = "{name}"\n' + LABEL.format(name) + ORIGIN + f'files = ["{files}"]\ncovers = {covers}\nperson = "person"\n'
        put(folder / "registers" / f"{name}.toml", text + kind + (f"\n[columns]\n{columns}" if columns else ""))

    sex = 'sex = { names = "sex", type = "integer", codes = { man = 1, woman = 2 } }\n'
    people = 'kind = "status"\nrole = "population"\n'
    register("population", years(POPULATION[0], POPULATION[-1]), "population/{year}.parquet", people, sex + column("born", "date"))
    register("referrals", years(first, last), "referrals.parquet", event, column("area", "integer"))
    register("relapses", years(first + 1, last + 1), "relapses.parquet", event)
    for number in range(EVENTS):
        both = column("kind", "integer") + column("amount", "integer")
        register(f"events_{number}", read, f"events_{number}/{{year}}.parquet", event, both)
    for number in range(SPELLS):
        spell = 'kind = "spell"\nstart = "start"\nend = "end"\n'
        register(f"spells_{number}", read, f"spells_{number}.parquet", spell, column("form", "integer"))
    amounts = "".join(column(f"amount_{n}", "number") for n in range(AMOUNTS))
    register("income", read, "income/{year}.parquet", 'kind = "status"\nabsent = "zero"\n', amounts)
    register("dream", read, "dream.parquet", 'kind = "weekly_wide"\nweeks = "Y_{yy}{ww}"\n')

    variables, wanted = "", ""

    def variable(name, register, where, value, date="", resolution="1"):
        where = f'where = "{where}", ' if where else ""
        source = f'{{ register = "{register}", {date}{where}value = "{value}" }}'
        return f'[[variable]]\nid = "{name}"\nresolution = {resolution}\nfrom = [{source}]\n\n'

    for name, register_id, where, value, date, resolution in consequences():
        variables += variable(name, register_id, where, value, date, resolution)
        unit = "kr" if register_id == "income" else "piece"
        wanted += f'[[consequence]]\nid = "{name}"\n' + LABEL.format(name)
        wanted += f'area = "social"\nunit = "{unit}"\nkind = "expenditure"\n' + ORIGIN + "\n"
    variables += variable("relapses", "relapses", "", "COUNT(*)")
    for area in range(1, GROUPS + 1):
        variables += variable(f"referrals_{area}", "referrals", f"area = {area}", "COUNT(*)")
        text = f'id = "area_{area}"\n' + LABEL.format(f"area_{area}") + 'domain = "adults"\n' + ORIGIN
        text += f"\n[population]\nyears = {years(first, last)}\nages = {{ first = 18, last = 64 }}\n"
        text += f'where = "referrals_{area} > 0"\n\n[[success]]\nid = "no_relapse"\n' + LABEL.format("no_relapse")
        text += 'uses = { after = { variable = "relapses", year = 1 } }\nwhere = "after = 0"\n'
        text += '\n[[estimation]]\nfollow_up = { first = 1, last = 10 }\nadjust = { sex = true, age = "quadratic" }\ncovariance = "HC3"\n'
        put(folder / "target_groups" / f"area_{area}.toml", text)
    put(folder / "variables" / "all.toml", variables)
    put(folder / "consequences" / "all.toml", wanted)
    index = ", ".join(f"{year} = 100.0" for year in YEARS)
    put(
        folder / "release.toml",
        f'price_year = 2020\n\n[price_index]\nsource = "drawn"\nprovenance = "illustrative"\nyears = {{ {index} }}\n',
    )
