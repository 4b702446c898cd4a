"""`make quick` stays quick: a test without a mark cannot do what takes long."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
from collections.abc import Callable

import pytest

from handouts.pdf import to_pdf


@pytest.mark.parametrize(
    ("does", "mark"),
    [
        (lambda: subprocess.run(["true"], check=True), "process"),
        (lambda: multiprocessing.get_context("spawn").Process(target=print).start(), "process"),
        (lambda: os.fork(), "process"),
        (lambda: to_pdf("<p>A page", assets={}), "slow"),
        (lambda: __import__("weasyprint").HTML(string=""), "slow"),
    ],
)
def test_without_a_mark_nothing_is_started_or_laid_out(does: Callable[[], object], mark: str) -> None:
    with pytest.raises(pytest.fail.Exception, match=f"mark it `{mark}`"):
        does()


@pytest.mark.process
def test_with_its_mark_a_test_may() -> None:
    assert subprocess.run(["true"], check=False).returncode == 0
