"""Whose sheet it is: brand, logo, phone lines, tables of clinics, and a new clinic's folder.

May use errors, source and pdf; of others' libraries phonenumbers, coloraide, lxml, Pillow, resvg, pypdfium2, segno and
babel.
"""

from __future__ import annotations
