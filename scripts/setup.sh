#!/bin/sh
# Make ready to run `handouts` from this checkout: system libraries, a virtual environment in .venv, pinned packages.
# Usage: scripts/setup.sh [--dev]    (--dev: also what the tests need)
# PYTHON names the Python to use. Returns at once when nothing has changed. Exits 5 where something is missing.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

case ${1-} in
'') mode=run ;;
--dev) mode=dev ;;
*) echo "setup: cannot read '$1'; give --dev or nothing" >&2; exit 2 ;;
esac
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

# The first Python that is new enough and can run the test code given; one that is only a name on PATH cannot.
find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if "$name" -c "$new_enough" 2>/dev/null && "$name" -c "$1" 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

no_python() {
    echo "handouts needs Python 3.11 or newer, and ${PYTHON:-no python3 on PATH} is not one." >&2
    echo "Install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python)," >&2
    echo "or name one: make handouts PYTHON=/path/to/python3" >&2
    exit 5
}

have_libraries() {
    if [ "$(uname -s)" = Darwin ]; then
        for folder in /opt/homebrew/lib /usr/local/lib /opt/local/lib; do
            [ ! -e "$folder/libpango-1.0.dylib" ] || return 0
        done
        return 1
    fi
    "$1" -c 'import ctypes
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    ctypes.CDLL(f"lib{name}.so.0")' 2>/dev/null
}

# All system packages that are missing, in one go: where they may not be installed, whoever may is asked only once.
install_system_packages() {
    apt=''
    brew=''
    python=.venv/bin/python
    if [ "$new_venv" = yes ] && ! python=$(find_python 'import ensurepip, venv'); then
        # Debian leaves out of Python what makes a virtual environment.
        python=$(find_python '') || no_python
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt="python$version-venv"
        brew="python@$version"
    fi
    if ! have_libraries "$python"; then
        apt="${apt:+$apt }libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        brew="${brew:+$brew }pango"
    fi
    [ -z "$apt" ] || scripts/install-packages.sh --apt "$apt" --brew "$brew"
}

make_venv() {
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# All that decides what .venv holds; its scripts name this folder.
wanted() { pwd && cat pyproject.toml constraints.txt; }

install_python_packages() {
    echo "Installing the pinned Python packages"
    # With what the web page needs: who runs this may never open a shell again.
    set -- --editable '.[serve]'
    if [ "$mode" = dev ]; then
        # The pip of Debian 12 does not know dependency groups.
        group=$(.venv/bin/python -c 'import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"])')
        # shellcheck disable=SC2086
        set -- "$@" $group
    fi
    # By variables, because the option does not reach the packages that build this one.
    PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
        .venv/bin/python -m pip install --quiet "$@"
    wanted >.venv/.ready-run
    [ "$mode" = run ] || wanted >.venv/.ready-dev
}

# A .venv whose Python has been removed or replaced by an older one is made anew.
new_venv=no
.venv/bin/python -c "$new_enough; import pip" 2>/dev/null || new_venv=yes
install_system_packages
[ "$new_venv" = no ] || make_venv
wanted | cmp -s - ".venv/.ready-$mode" || install_python_packages
