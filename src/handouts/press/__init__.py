"""A sheet as a plate with open places, a clinic's boxes, and the PDF that is printed of the two.

What a handout is, is not known here, nor how a page is laid out. May use `errors` and, to cut what has been drawn, pydyf.
"""
