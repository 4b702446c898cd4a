"""Builds many handouts: what to make, what is unchanged, workers, whole files, a manifest and a page to look at.

The stages: `gather` (read and check everything), `plan` (jobs), `build` (make, write, record).
"""

from __future__ import annotations
