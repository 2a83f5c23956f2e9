"""What the shipped definitions read, for DuckDB: registers, variables, consequences and target groups of `pipelines/`."""

import collections
import datetime
import pathlib
import re
import tomllib

DAY = lambda day: f"DATE '{day}'"


def words(text):
    return set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", re.sub(r"'[^']*'", "", str(text))))


class Definitions:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.folder = folder
        read = lambda path: tomllib.loads(path.read_text())
        listed = lambda kind, key: [one for path in sorted((folder / kind).glob("*.toml")) for one in read(path)[key]]
        self.registers = {one["id"]: one for one in map(read, sorted((folder / "registers").glob("*.toml")))}
        self.variables = {one["id"]: one for one in listed("variables", "variable")}
        self.consequences = {one["id"]: one for one in listed("consequences", "consequence")}
        self.groups = {one["id"]: one for one in map(read, sorted((folder / "target_groups").glob("*/*.toml")))}
        self.of_consequences = {one.get("variable", one["id"]) for one in self.consequences.values()}
        self.of_groups = {name for group in self.groups.values() for name in self.read_by(group)}

    def read_by(self, group):
        """The variables that a group's population and measures read."""
        population = group["population"]
        own = {name for name in words(population["where"]) if name in self.variables}
        used = [use for of in (population, *group["success"]) for use in of.get("uses", {}).values()]
        return own | {use["variable"] for use in used}

    def columns_read(self):
        """Of each register that a build reads: its key, its time columns and those that conditions and values name."""
        found = collections.defaultdict(set)
        for name in self.of_consequences | self.of_groups:
            for source in self.variables[name]["from"]:
                named = words(source.get("where", "")) | words(source["value"])
                asked = [source["register"], *(any["register"] for any in source.get("any", {}).values())]
                for any_row in source.get("any", {}).values():
                    named |= words(any_row["where"])
                parents = [self.registers[one].get("parent", {}).get("register") for one in asked]
                for register in [*asked, *filter(None, parents)]:
                    found[register] |= named
        for name, register in self.registers.items():
            if register.get("role"):
                found[name] |= {"sex", "born"}
        return {name: self.columns(name, named) for name, named in sorted(found.items())}

    def columns(self, name, named):
        """Names in the files; patterns of weeks and months as they are."""
        register = self.registers[name]
        plain = lambda column: column["names"] if isinstance(column, dict) else column
        keys = [plain(register[key]) for key in ("person", "date", "start", "end", "year", "month", "school_year") if key in register]
        keys += [register["parent"]["key"]] if "parent" in register else []
        named = named | words(register.get("where", ""))
        return keys + [plain(column) for id, column in register.get("columns", {}).items() if id in named] + self.wide(register)

    @staticmethod
    def wide(register):
        return [register["weeks"]] if "weeks" in register else [column["names"] for column in register.get("months", {}).values()]

    def files(self, name):
        """The files of a register below the extracts' folder, as a pattern of DuckDB. Of a yearly one, those of its covered years."""
        first = self.registers[name]["files"][0]
        return first.replace("{year}", "[0-9][0-9][0-9][0-9]").replace("{delivery}", "*")

    def years_of(self, variable):
        """The first and last year of which all sources of a variable know all days."""
        firsts, lasts = [], []
        for source in self.variables[variable]["from"]:
            first, last = self.covers(source["register"])
            firsts.append(max(first, source.get("since", first)))
            lasts.append(min(last, source.get("until", last)))
        first, last = min(firsts), max(lasts)
        return first.year + (first > datetime.date(first.year, 1, 1)), last.year - (last < datetime.date(last.year, 12, 31))

    def covers(self, name):
        """First and last day."""
        covers = self.registers[name]["covers"]
        if "from" in covers:
            return covers["from"], covers["to"]
        years = covers.get("list") or [covers["first"], covers["last"]]
        return datetime.date(years[0], 1, 1), datetime.date(years[-1], 12, 31)
