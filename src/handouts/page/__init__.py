"""The one path of a handout: its words, HTML and figures, its fit, its PDF, and the fingerprint of what decides it.

May use errors, source, clinic, content, signoff and pdf; of others' libraries jinja2, babel and pypdfium2.
"""

from __future__ import annotations
