"""A sheet as a plate with open places, a clinic's boxes, and the PDF that is printed of the two.

What a handout is, is not known here, nor how a page is laid out. To cut what has been drawn, it may use pydyf; what
prints uses nothing but Python's own.
"""
