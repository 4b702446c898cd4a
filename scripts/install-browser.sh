#!/bin/sh
# Install what the tests of the web page look at it with: Chromium, from the system's packages, and axe-core, from npm.
# Usage: scripts/install-browser.sh
# Returns at once when both are there. Without them those tests are skipped. Exits 5 where something cannot be had.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

version=4.14.1
home=${XDG_CACHE_HOME:-$HOME/.cache}/handouts/axe-core/$version

apt=''
command -v chromium >/dev/null || apt=chromium
[ -e "$home/axe.min.js" ] || command -v npm >/dev/null || apt="${apt:+$apt }npm"
[ -z "$apt" ] || scripts/install-packages.sh --apt "$apt" --brew "$apt"

if [ ! -e "$home/axe.min.js" ]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    (cd "$scratch" && npm pack --silent "axe-core@$version" >/dev/null && tar -xzf "axe-core-$version.tgz") ||
        { echo "install-browser: npm could not get axe-core $version; see whether its registry can be reached" >&2; exit 5; }
    mkdir -p "$home"
    cp "$scratch/package/axe.min.js" "$home/axe.min.js.new"
    mv "$home/axe.min.js.new" "$home/axe.min.js"
fi
echo "Chromium: $(command -v chromium); axe-core $version: $home/axe.min.js"
