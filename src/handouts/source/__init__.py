"""What people wrote, with its place: the roots it is looked up in, files, YAML, inline words, what the type can print,
the JSON Schemas of models, and a process with limits for what touches a stranger's file.

May use errors; of others' libraries yaml, markdown-it, fontTools and pydantic.
"""

from __future__ import annotations
