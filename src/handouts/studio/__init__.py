"""The web page for the clinic's staff, `handouts serve`: on their own computer, by the same functions as the commands."""
