#!/bin/sh
# Install system packages by apt or Homebrew, with sudo only where it is needed.
# Usage: scripts/install-packages.sh --apt "NAME..." --brew "NAME..."
# Exits 5, with the exact line to run by hand, where it cannot.
set -eu

apt=''
brew=''
while [ $# -ge 2 ]; do
    case $1 in
    --apt) apt=$2 ;;
    --brew) brew=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -eq 0 ] || { echo "install-packages: cannot read '$1'; give --apt \"NAME...\" --brew \"NAME...\"" >&2; exit 2; }

give_up() {
    echo "$1" >&2
    exit 5
}

install_by_apt() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root=''
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        give_up "These system packages are missing, and there is no sudo here; run as root: apt-get install $apt"
    fi
    echo "Installing by apt${as_root:+, with sudo}: $apt"
    # An old package list names files that are no longer there, so it is brought up to date first.
    # One that cannot be, for lack of one of its places, may still do.
    $as_root apt-get -qq update || true
    # shellcheck disable=SC2086 # each name is a word of its own
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $apt >/dev/null ||
        give_up "apt-get could not install them; run by hand: ${as_root:+sudo }apt-get install $apt"
}

if command -v apt-get >/dev/null; then
    install_by_apt
elif command -v brew >/dev/null; then
    echo "Installing by Homebrew: $brew"
    # shellcheck disable=SC2086
    brew install --quiet $brew || give_up "Homebrew could not install them; run by hand: brew install $brew"
elif [ "$(uname -s)" = Darwin ]; then
    give_up "These are missing: $brew. Install Homebrew (https://brew.sh), then run: brew install $brew"
else
    give_up "These are missing (by their names on Debian): $apt. Install them with your system's package manager."
fi
