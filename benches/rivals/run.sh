#!/bin/sh
# Installs the rivals below the target folder, and runs the race: `benches/rivals/run.sh --persons 200000`.
set -eu
cd "$(dirname "$0")/../.."
here=benches/rivals
home=target/rivals
mkdir -p "$home"
[ -d "$home/venv" ] || python3 -m venv "$home/venv"
"$home/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
exec "$home/venv/bin/python" -B "$here/run.py" "$@"
