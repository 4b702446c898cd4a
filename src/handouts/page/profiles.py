"""The standards of tagged PDF that a sheet can be made by; kept apart, so that a command line knows them in no time."""

UA_1, UA_2 = "ua1", "ua2"
PROFILES = (UA_1, UA_2)
"""PDF/UA-1 with PDF/A-3a, or PDF/UA-2 with PDF/A-4."""
DEFAULT_PROFILE = UA_1
