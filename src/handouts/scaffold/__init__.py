"""New folders for clinics and new documents, as whole files that a person fills in."""
