"""The command line: `handouts COMMAND ...`. A command's own modules are imported when it runs, not before."""

from __future__ import annotations

import click

from handouts import __version__
from handouts.cli._group import LazyGroup

COMMANDS = {
    "build": ("handouts.cli.build:build", "Make PDFs of the handouts."),
    "preview": ("handouts.cli.preview:preview", "Watch one handout in a browser while you change it."),
    "serve": ("handouts.cli.serve:serve", "Open a web page for all this."),
    "list": ("handouts.cli.listing:list_documents", "Show which handouts there are, how they read, how long they are."),
    "check": ("handouts.cli.check:check", "Find every mistake in the content and in clinics' folders; make nothing."),
    "init": ("handouts.cli.init:init", "Make a folder for a clinic, ready to fill in and to build."),
    "new": ("handouts.cli.new:new", "Write a document to fill in."),
    "review-pack": ("handouts.cli.review_pack:review_pack", "Make one PDF with what a clinician needs for a sign-off."),
    "evidence": ("handouts.cli.evidence:evidence", "Make one PDF that says where a handout's facts come from."),
    "read": ("handouts.cli.read:read", "Print what a screen reader says of a PDF."),
    "approve": ("handouts.cli.approve:approve", "Record that a clinician has approved the exact words of documents."),
    "approvals": ("handouts.cli.approvals:approvals", "Show which documents a clinician has approved."),
    "diff": ("handouts.cli.diff:diff", "Show what a clinic has changed against the package's words."),
    "schema": ("handouts.cli.schema:schema", "Show or write the JSON Schemas of the content files."),
    "cache": ("handouts.cli.cache:cache", "Show, or empty, what is kept for later builds."),
    "doctor": ("handouts.cli.doctor:doctor", "Check that this computer has what is needed, and say how to mend it."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nTo begin:\n  handouts init our-clinic\n  handouts build --clinic our-clinic",
)
@click.version_option(__version__, prog_name="handouts", message="%(prog)s %(version)s")
def main() -> None:
    """Make printed handouts for people with mesothelioma, in plain words and in your clinic's own name."""
