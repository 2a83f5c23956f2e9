"""Whether two programs give the same figures from the same definitions and extracts, to the bit.

    python benches/figures/compare.py OLD_SOM NEW_SOM CHECKOUT DIR [--persons 20000]

CHECKOUT holds `pipelines/` and `fixtures/` that both programs can read: those of the older one. Three builds are compared:
the definitions on synthetic extracts that the older program writes, the same with `entry = "every"` and CR1 in all target groups, and NHEFS.
Compared are the columns that both audits of all regressions have: rows by their keys, figures as bits. Texts are compared too,
except reasons, which are sentences. Tables that are published are compared by their hashes where disclosure control adds no noise
and both programs write the same version of the schema; else it is said that they are not.

Needs pyarrow. DIR is written, and must not be there.
"""

import argparse
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys

import pyarrow.parquet as pq

KEY = ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year", "specification"]
SENTENCES = {"reason", "note"}


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{program} {' '.join(map(str, arguments))}\n{done.stderr}")


def every(pipelines):
    """Every qualifying year is an entry, and persons are the clusters. Test persons enter once, so they are left out."""
    for path in pipelines.rglob("target_groups/*/*.toml"):
        text = path.read_text(encoding="utf-8").split("[[person]]")[0]
        text, found = re.subn(r'^entry = "first"$', 'entry = "every"', text, flags=re.M)
        if not found:
            sys.exit(f"{path}: no entry")
        path.write_text(re.sub(r'^covariance = ".*"$', 'covariance = "CR1"', text, flags=re.M), encoding="utf-8")


def bits(value):
    return struct.pack("<d", value) if isinstance(value, float) else value


def rows(audit):
    table = pq.read_table(audit / "fits.parquet")
    key = [name for name in KEY if name in table.column_names]
    columns = {name: table[name].to_pylist() for name in table.column_names}
    keys = list(zip(*(columns[name] for name in key)))
    if len(set(keys)) < len(keys):
        sys.exit(f"{audit}: a key twice")
    return {k: at for at, k in enumerate(keys)}, columns


def same_figures(one, other):
    """Regressions and figures compared, and those that differ, by column."""
    (keys, columns), (other_keys, other_columns) = rows(one), rows(other)
    if keys.keys() != other_keys.keys():
        sys.exit(f"{len(keys.keys() ^ other_keys.keys())} regressions are in one audit only")
    shared = [name for name in columns if name in other_columns and name not in SENTENCES]
    differing = {}
    for name in shared:
        ours, theirs = columns[name], other_columns[name]
        found = [k for k, at in keys.items() if bits(ours[at]) != bits(theirs[other_keys[k]])]
        if found:
            at, other_at = keys[found[0]], other_keys[found[0]]
            differing[name] = (len(found), found[0], ours[at], theirs[other_at])
    return len(keys), shared, differing


def tables(release):
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    hashes = {row["table"]: row["blake3"] for row in manifest["tables"]}
    return manifest.get("schema_version"), hashes


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("programs", nargs=2, type=pathlib.Path)
    arguments.add_argument("checkout", type=pathlib.Path)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--persons", type=int, default=20_000)
    asked = arguments.parse_args()
    asked.folder.mkdir(parents=True)
    programs = [program.resolve() for program in asked.programs]
    plain, repeated = asked.folder / "pipelines", asked.folder / "every"
    for copy in (plain, repeated):
        shutil.copytree(asked.checkout / "pipelines", copy)
    every(repeated)
    extracts = asked.folder / "extracts"
    run(programs[0], "synth", "--persons", asked.persons, "--out", extracts, "--pipelines", plain)
    nhefs = asked.checkout / "fixtures" / "nhefs"
    failed = False
    print("| build | regressions | columns | figures that differ | published tables |\n|---|---:|---:|---|---|")
    for name, pipelines, extracts in [
        ("definitions as they are", plain, extracts),
        ("every entry, CR1", repeated, extracts),
        ("NHEFS", nhefs / "pipelines", nhefs / "extracts"),
    ]:
        outputs = [asked.folder / f"{name.split()[0]}-{at}" for at in ("old", "new")]
        for program, output in zip(programs, outputs):
            run(program, "build", "--pipelines", pipelines, "--extracts", extracts, "--output", output,
                "--release", "compared", "--no-cache")
        count, shared, differing = same_figures(*(output / "audit" / "compared" for output in outputs))
        (version, ours), (other, theirs) = (tables(output / "compared") for output in outputs)
        published = "other schema" if version != other else f"{sum(ours[n] != theirs.get(n) for n in ours)} of {len(ours)} differ"
        said = "; ".join(f"{column}: {n}, first {key}: {a!r} and {b!r}" for column, (n, key, a, b) in differing.items())
        print(f"| {name} | {count} | {len(shared)} | {said or 'none'} | {published} |")
        failed |= bool(differing)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
