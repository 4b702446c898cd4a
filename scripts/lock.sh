#!/bin/sh
# Write constraints.txt anew: the newest versions that pyproject.toml allows, for running, testing and building.
# Usage: scripts/lock.sh    (needs the network; then run `make test` and commit what passed)
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

scripts/setup.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
.venv/bin/python -m venv "$scratch/venv"
all=$(.venv/bin/python -c 'import tomllib
project = tomllib.load(open("pyproject.toml", "rb"))
print(*project["project"]["dependencies"], *project["dependency-groups"]["dev"], "editables")')
# shellcheck disable=SC2086
"$scratch/venv/bin/python" -m pip install --quiet $all
{
    echo "# The versions that the tests ran with. Made by scripts/lock.sh; not edited by hand."
    "$scratch/venv/bin/python" -m pip freeze | LC_ALL=C sort -f
} >"$scratch/constraints.txt"
cp "$scratch/constraints.txt" constraints.txt
echo "Wrote constraints.txt: $(grep -c == constraints.txt) packages"
