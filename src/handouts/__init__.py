"""Printable, sourced, accessible handouts for people with mesothelioma."""

__version__ = "0.1.0"
