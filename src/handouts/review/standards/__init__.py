"""PEMAT-P, the CDC Clear Communication Index and Clear Print as checks of a document."""
