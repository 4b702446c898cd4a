"""Whether a sheet is right, readable and signed: reading grade, spelling, banned words, standards, the review pack.

May use the rooms below it, not batch beside it; of others' libraries lxml.html, syllapy, pyspellchecker, coloraide.
"""

from __future__ import annotations
