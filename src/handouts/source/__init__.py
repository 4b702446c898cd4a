"""What people wrote, with its place: the roots it is looked up in, files, YAML, inline words, what the type can print,
and the JSON Schemas of models.

May use errors; of others' libraries yaml, markdown-it, fontTools and pydantic.
"""

from __future__ import annotations
