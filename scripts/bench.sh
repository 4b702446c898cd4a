#!/bin/sh
# Measure what a handout costs beside other ways to make it, and write the tables of docs/performance.md.
# Usage: scripts/bench.sh [--quick] [--many] [...]    (see: .venv/bin/python -m benchmarks --help)
# The other engines are asked for from PyPI, into .cache/bench; one that cannot be had is shown as not installed.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

scripts/setup.sh --dev
[ -x .cache/bench/bin/python ] || .venv/bin/python -m venv .cache/bench
for peer in typst plutoprint fullbleed; do
    .cache/bench/bin/python -c "import $peer" 2>/dev/null ||
        .cache/bench/bin/python -m pip install --quiet --disable-pip-version-check "$peer" ||
        echo "bench: $peer cannot be installed here" >&2
done
case " $* " in
*' --quick '*) ;;
*)
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || ! command -v apt-get >/dev/null ||
        scripts/install-packages.sh --apt chromium || echo "bench: chromium cannot be installed here" >&2
    ;;
esac
exec .venv/bin/python -m benchmarks "$@"
