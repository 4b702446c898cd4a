"""`python -m handouts`."""

# Python puts the current folder before its own library here, and a `json.py` in it would run as our own code. So that
# folder goes first of all: nothing may be imported above, not even `__future__`, which is a file too.
import sys

import handouts

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]
    root = handouts.__path__[0].rpartition("/")[0]
    if root not in sys.path:  # that folder is where the package itself was found, and its workers look for it too
        sys.path.append(root)

from handouts.cli import main

main()
