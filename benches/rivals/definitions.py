"""The definitions that go with the extracts of `data.py`: eight registers of services, 40 consequences, 1 or 42 groups."""

REGISTERS = 8
KINDS = 5
GROUPS = 42

LABEL = 'label = { da = "%s", en = "%s" }\n'
ORIGIN = 'source = "drawn"\nprovenance = "illustrative"\n'
YEARS = "{ first = 2010, last = 2012 }"


def register(name, role, covers, files, more):
    """A register's file."""
    kind = "status" if role == "population" else "event"
    text = f'id = "{name}"\n' + LABEL % (name, name) + ORIGIN + f'kind = "{kind}"\n'
    text += f'role = "{role}"\n' if role else ""
    text += f'files = ["{files}"]\ncovers = {covers}\nperson = "person"\n'
    text += "" if role == "population" else 'date = "date"\n'
    return text + ("\n[columns]\n" + more if more else "")


def write_registers(folder):
    """What lies where."""
    whole = '%s = { names = "%s", type = "integer" }\n'
    people = 'sex = { names = "sex", type = "integer", codes = { man = 1, woman = 2 } }\n'
    people += 'born = { names = "born", type = "date" }\n'
    texts = {
        "population": register("population", "population", YEARS, "population/{year}.parquet", people),
        "referrals": register("referrals", None, "{ list = [2010] }", "referrals.parquet", whole % ("area", "area")),
        "relapses": register("relapses", None, "{ list = [2011] }", "relapses.parquet", ""),
    }
    columns = whole % ("kind", "kind") + whole % ("amount", "amount")
    for number in range(REGISTERS):
        name = f"services_{number}"
        files = name + "/{year}.parquet"
        texts[name] = register(name, None, "{ first = 2011, last = 2020 }", files, columns)
    for name, text in texts.items():
        put(folder / "registers" / f"{name}.toml", text)


def variable(name, register, where, value):
    """One variable of one source."""
    where = f'where = "{where}", ' if where else ""
    return f'[[variable]]\nid = "{name}"\nresolution = 1\nfrom = [{{ register = "{register}", {where}value = "{value}" }}]\n\n'


def consequence(name):
    """One consequence."""
    text = f'[[consequence]]\nid = "{name}"\n' + LABEL % (name, name)
    return text + 'area = "social"\nunit = "piece"\nkind = "expenditure"\n' + ORIGIN + "\n"


def target_group(name, where):
    """All who have such a referral in 2010, split on a relapse in 2011."""
    text = f'id = "{name}"\n' + LABEL % (name, name) + 'domain = "adults"\n' + ORIGIN
    text += '\n[population]\nyears = { first = 2010, last = 2010 }\nages = { first = 18, last = 64 }\n'
    text += f'where = "{where}"\n\n[[success]]\nid = "no_relapse"\n' + LABEL % ("no_relapse", "no_relapse")
    text += 'uses = { after = { variable = "relapses", year = 1 } }\nwhere = "after = 0"\n'
    text += '\n[[estimation]]\nfollow_up = { first = 1, last = 10 }\nadjust = { sex = true, age = "quadratic" }\n'
    return text + 'covariance = "HC1"\nminimum = { persons = 1, users = 0.0, df = 1 }\n'


def put(path, text):
    """Writes a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write(folder, groups):
    """Writes a folder of definitions: all entrants as one group, or a group for each area."""
    write_registers(folder)
    price_index = '\n[price_index]\nsource = "drawn"\nprovenance = "illustrative"\nyears = { 2020 = 100.0 }\n'
    put(folder / "release.toml", "price_year = 2020\n" + price_index)
    pairs = [(register, kind) for register in range(REGISTERS) for kind in range(1, KINDS + 1)]
    names = [f"c{register}_{kind}" for register, kind in pairs]
    variables = variable("relapses", "relapses", "", "COUNT(*)") + variable("referrals", "referrals", "", "COUNT(*)")
    for name, (number, kind) in zip(names, pairs):
        variables += variable(name, f"services_{number}", f"kind = {kind}", "SUM(amount)")
    for area in range(1, groups + 1 if groups > 1 else 1):
        variables += variable(f"referrals_{area}", "referrals", f"area = {area}", "COUNT(*)")
    put(folder / "variables" / "all.toml", variables)
    put(folder / "consequences" / "all.toml", "".join(map(consequence, names)))
    if groups == 1:
        put(folder / "target_groups" / "population.toml", target_group("population", "referrals > 0"))
        return
    for area in range(1, groups + 1):
        put(folder / "target_groups" / f"area_{area}.toml", target_group(f"area_{area}", f"referrals_{area} > 0"))
