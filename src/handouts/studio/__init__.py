"""The web page for the clinic's staff, `handouts serve`: on their own computer, by the functions that commands use."""
