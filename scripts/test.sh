#!/bin/sh
# Run the tests on all processors, with veraPDF where Java and Maven can run and pdf.js where Node and npm can:
# everything once, on a choice of sheets.
# Usage: scripts/test.sh [--quick | --all | --product] [PYTEST_ARGUMENT]...
#   --quick    what lays out no page, starts no process and asks no veraPDF
#   --all      every sheet too: the full product of kinds, types, editions, papers and clinics
#   --product  that product alone: what --all adds
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

marks='not product'
case ${1-} in
--quick) marks='not slow and not process and not verapdf and not product' ;;
--all) marks='' ;;
--product) marks=product ;;
*) set -- --default "$@" ;;
esac
mode=$1
shift

scripts/setup.sh --dev
PATH=$PWD/.venv/bin:$PATH
# On macOS `java` is there even where no Java is; only running it tells.
if [ "$mode" = --quick ]; then
    :
elif java -version >/dev/null 2>&1 && mvn --version >/dev/null 2>&1; then
    scripts/install-verapdf.sh || {
        [ -z "${CI-}" ] || exit 5
        echo "veraPDF could not be installed: the tests that ask it are skipped"
    }
elif ! command -v verapdf >/dev/null; then
    echo "No Java or no Maven: the tests that ask veraPDF are skipped (Debian: default-jre-headless maven)"
fi
if [ "$mode" = --quick ]; then
    :
elif node --version >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then
    scripts/install-pdfjs.sh || {
        [ -z "${CI-}" ] || exit 5
        echo "pdf.js could not be installed: the tests that ask it are skipped"
    }
else
    echo "No Node or no npm: the tests that ask pdf.js, which is Firefox's, are skipped (Debian: nodejs npm)"
fi
# A file stays with one worker: what its tests share is made once, and in the same order each time.
exec .venv/bin/python -m pytest -n "$(getconf _NPROCESSORS_ONLN)" --dist loadfile -m "$marks" "$@"
