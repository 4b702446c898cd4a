"""What people wrote, with its place: the roots it is looked up in, files, YAML, inline words, what the type can print.

May use errors; of others' libraries yaml, markdown-it, fontTools and pydantic.
"""

from __future__ import annotations
