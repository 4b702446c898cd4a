"""Builds many handouts: what to make, what is unchanged, workers, whole files, a manifest and a page to look at.

The stages: `gather` (read and check everything), `plan` (jobs), `build` (make, prove, write, record). Four types are
one document on its way: a `Request` (which document, edition and paper) becomes a `Job` (of a clinic, with the digest
of what decides its bytes), then what a worker has `Made` (the PDF), then an `Entry` of the manifest.

May use errors, source, clinic, content, signoff, page, pdf and proof; of others' libraries pebble, distributed,
filelock and pydantic.
"""

from __future__ import annotations
