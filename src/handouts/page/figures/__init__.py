"""The drawings of the sheets: where a cancer starts and may reach, and the steps by which it spreads."""

from __future__ import annotations
