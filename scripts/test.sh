#!/bin/sh
# Run the tests on all processors, with veraPDF where Java and Maven can run.
# Usage: scripts/test.sh [PYTEST_ARGUMENT]...
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

scripts/setup.sh --dev
PATH=$PWD/.venv/bin:$PATH
# On macOS `java` is there even where no Java is; only running it tells.
if java -version >/dev/null 2>&1 && mvn --version >/dev/null 2>&1; then
    scripts/install-verapdf.sh || {
        [ -z "${CI-}" ] || exit 5
        echo "veraPDF could not be installed: the tests that ask it are skipped"
    }
elif ! command -v verapdf >/dev/null; then
    echo "No Java or no Maven: the tests that ask veraPDF are skipped (Debian: default-jre-headless maven)"
fi
# A file stays with one worker: what its tests share is made once, and in the same order each time.
exec .venv/bin/python -m pytest -n "$(getconf _NPROCESSORS_ONLN)" --dist loadfile "$@"
