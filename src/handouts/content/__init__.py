"""Which words there are: every model of a content file, and what loads, expands and cross-checks them.

May use errors and source; knows nothing of clinics.
"""

from __future__ import annotations
