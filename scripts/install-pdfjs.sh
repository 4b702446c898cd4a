#!/bin/sh
# Install pdf.js, which Firefox shows PDFs with, for the tests that ask it.
# Usage: scripts/install-pdfjs.sh [DIR]    (default: .venv of this project; the package is then DIR/pdfjs-dist)
# Needs node and npm. Returns at once when the same version is already there.
set -eu

version=5.4.624
project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
dir=${1:-$project/.venv}
home=${XDG_CACHE_HOME:-$HOME/.cache}/handouts/pdfjs/$version

for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "install-pdfjs: $tool is missing; install it first" >&2; exit 5; }
done

if [ ! -e "$home/complete" ]; then
    mkdir -p "$home"
    # What is optional draws pages, which no test asks of it.
    npm install --prefix "$home" --no-save --no-package-lock --ignore-scripts --omit=optional --no-audit --no-fund \
        --loglevel=error "pdfjs-dist@$version" >/dev/null
    : >"$home/complete"
fi

mkdir -p "$dir"
ln -sfn "$home/node_modules/pdfjs-dist" "$dir/pdfjs-dist"
echo "pdf.js $version: $dir/pdfjs-dist"
