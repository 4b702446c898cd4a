"""A warm engine as a child process: a line of JSON in asks for one document, a line out tells what it cost.

Run as a script: `python engines.py ENGINE PLACE`. It imports nothing of the others, so that peers may live in a virtual
environment of their own.
"""

from __future__ import annotations

import gc
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Make = Callable[[dict[str, str]], bytes]


def handouts(place: str, prove: bool = False, kept: bool = False) -> Make:
    """Words to PDF and picture, as `handouts build` does it; `place` is how many, of which clinics.

    With `kept`, all plates and boxes have been made before; else none, and the first document does not count.
    """
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.world import planned
    from handouts.batch import worker
    from handouts.batch.jobs import Composer
    from handouts.batch.prove import finish
    from handouts.page.html import Printer
    from handouts.page.render import kept_pdf
    from handouts.press.store import Store

    most, _, table = place.partition(":")
    jobs, composer = planned(Path(table), int(most)), Composer()
    worker._warm_up()
    printers = [Printer(jobs[0].assets, Store(None))]

    def make(asked: dict[str, str]) -> bytes:
        job = jobs[int(asked["number"])]
        handout = composer.handout(job)
        made = None if prove else kept_pdf(handout, printers[-1], job.target, job.words)
        made = made or finish(handout, printers[-1], job.target, prove)
        gc.collect(0)
        if not kept and len(printers) == 1:
            printers.append(Printer(jobs[0].assets, Store(None)))
        return made.pdf

    if kept:
        for number in range(len(jobs)):
            make({"number": str(number)})
    _settle()
    return make


def handouts_proven(place: str) -> Make:
    """The same by `handouts build --prove`: each PDF is read back."""
    return handouts(place, prove=True)


def handouts_kept(place: str) -> Make:
    """The same of plates and boxes that are kept."""
    return handouts(place, kept=True)


def weasyprint(_: str) -> Make:
    """As WeasyPrint's manual shows it."""
    from weasyprint import HTML

    return lambda asked: HTML(asked["html"]).write_pdf()


def weasyprint_tagged(_: str) -> Make:
    """The same with tags, for archives, as a handout is."""
    from weasyprint import HTML

    return lambda asked: HTML(asked["html"]).write_pdf(pdf_tags=True, pdf_variant="pdf/a-3a")


def typst(fonts: str) -> Make:
    """Typst's own layout of the same words."""
    from typst import Compiler

    compiler = Compiler(root="/", font_paths=[fonts], ignore_system_fonts=True)
    return lambda asked: compiler.compile(input=asked["typst"], format="pdf", pdf_standards=["ua-1"])


def plutoprint(_: str) -> Make:
    """PlutoPrint on the same HTML."""
    import io

    from plutoprint import Book

    def make(asked: dict[str, str]) -> bytes:
        book, out = Book(), io.BytesIO()
        book.load_url(Path(asked["html"]).as_uri())
        book.write_to_pdf_stream(out)
        return out.getvalue()

    return make


def fullbleed(fonts: str) -> Make:
    """Fullbleed on the same HTML; it takes style sheets as one text and fonts by name."""
    from fullbleed import PdfEngine

    files = [str(path) for path in sorted(Path(fonts).glob("*.ttf"))]
    engine = PdfEngine(font_files=files, document_lang="en", pdf_profile="pdfua1")

    def make(asked: dict[str, str]) -> bytes:
        html = Path(asked["html"]).read_text(encoding="utf-8")
        sheets = re.findall(r'href="file://([^"]+\.css)"', html)
        css = "\n".join(Path(name).read_text(encoding="utf-8") for name in sheets)
        return engine.render_pdf(html, css)

    return make


def chromium(program: str) -> Make:
    """Chromium's print to PDF, in one browser that stays."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from chromium import Browser

    browser = Browser(program)
    global _more_cpu
    _more_cpu = browser.cpu
    return lambda asked: browser.pdf(Path(asked["html"]).as_uri())


def _settle() -> None:
    """As a worker does: what is loaded stays, and rings of boxes are cleared away after each document."""
    gc.collect()
    gc.freeze()
    gc.disable()


def _more_cpu() -> float:
    return 0.0


def cpu() -> float:
    """Seconds of this process and of those it started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + _more_cpu()


def serve(make: Make) -> None:
    """Answer until the input ends."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        before, began = cpu(), time.perf_counter()
        try:
            pdf = make(asked)
        except Exception as error:  # an engine may refuse one document and make the next
            print(json.dumps({"fault": " ".join(f"{type(error).__name__}: {error}".split())[:200]}), flush=True)
            continue
        took, wall = cpu() - before, time.perf_counter() - began
        Path(asked["pdf"]).write_bytes(pdf)
        print(json.dumps({"cpu": took, "wall": wall}), flush=True)


if __name__ == "__main__":
    serve(globals()[sys.argv[1]](sys.argv[2]))
