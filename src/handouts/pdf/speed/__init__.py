"""The same bytes with less work: how WeasyPrint is loaded, and quicker stand-ins for the functions it calls most.

Nothing here decides a byte, and all of it may be deleted: docs/performance.md has what each part gains.
May use weasyprint and tinyhtml5. This folder and `pdf/patch.py` alone replace names of other packages.
"""

MADE_AFTER = {"weasyprint": "70.0", "tinyhtml5": "2.1.0"}
"""The versions whose functions were read and compared: another one may mean something else by the same name."""
