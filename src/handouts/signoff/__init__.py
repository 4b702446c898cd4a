"""Which exact words a clinician has approved, and what has changed since.

May use errors, source, clinic and content; of others' libraries filelock.
"""

from __future__ import annotations
