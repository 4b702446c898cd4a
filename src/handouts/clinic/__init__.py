"""Whose sheet it is: brand, logo, phone lines, tables of clinics, and a new clinic's folder.

May use errors and source; of others' libraries phonenumbers, coloraide, lxml, Pillow, segno and babel.
"""

from __future__ import annotations
