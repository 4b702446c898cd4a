"""A warm engine as a child process: a line of JSON in asks for one document, a line out tells what it cost.

Run as a script: `python engines.py ENGINE PLACE`. It imports nothing of the others, so that peers may live in a virtual
environment of their own.
"""

from __future__ import annotations

import atexit
import json
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

Make = Callable[[dict[str, str]], bytes]


def handouts(place: str, prove: bool = False) -> Make:
    """Words to PDF and picture, as a worker of `handouts build` does it; `place` is how many, of which clinics."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.world import planned
    from handouts.batch import worker

    most, _, table = place.partition(":")
    jobs, scratch = planned(Path(table), int(most)), tempfile.mkdtemp(prefix="bench-layers-")
    atexit.register(shutil.rmtree, scratch)
    worker._warm_up()
    _settle()

    def make(asked: dict[str, str]) -> bytes:
        job = jobs[int(asked["number"])]
        spooled = tuple(worker.spool(layer, scratch) for layer in job.assets.layers)
        return worker.make(job.handout(), scratch, spooled, job.target, prove, f"{scratch}/plates").pdf

    return make


def handouts_proven(place: str) -> Make:
    """The same by `handouts build --prove`: each PDF is read back."""
    return handouts(place, prove=True)


def printed(place: str) -> Make:
    """A PDF from a plate and boxes that are kept; `place` is the folder where `benchmarks.plates` has put them."""
    from handouts.press.plate import unsealed_boxes, unsealed_plate
    from handouts.press.printing import Own, printed

    plates = {path.name: unsealed_plate(path.read_bytes()) for path in Path(place).glob("plate-*")}
    _settle()

    def make(asked: dict[str, str]) -> bytes:
        kept = json.loads(Path(place, asked["number"] + ".json").read_text())
        boxes = unsealed_boxes(Path(place, asked["number"] + ".boxes").read_bytes())
        return printed(plates[kept["plate"]], boxes, Own(**kept["own"]))

    return make


def printed_from_words(place: str) -> Make:
    """The same, with the clinic's handout composed anew."""
    return _from_words(place, new_boxes=False)


def printed_for_new_clinic(place: str) -> Make:
    """The same, with its boxes laid out anew."""
    return _from_words(place, new_boxes=True)


def _from_words(place: str, new_boxes: bool) -> Make:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.world import planned
    from handouts.batch import worker
    from handouts.page.html import Printer
    from handouts.page.plates import Fit, boxes_of, print_of
    from handouts.press.plate import unsealed_boxes, unsealed_plate

    most, _, folder = place.partition(":")
    jobs = planned(Path(folder, "clinics.csv"), int(most))
    plates = {path.name: unsealed_plate(path.read_bytes()) for path in Path(folder).glob("plate-*")}
    printer = Printer(jobs[0].assets)
    worker._warm_up()
    _settle()

    def make(asked: dict[str, str]) -> bytes:
        number = asked["number"]
        job, kept = jobs[int(number)], json.loads(Path(folder, number + ".json").read_text())
        handout = job.handout()
        if new_boxes:
            boxes = boxes_of(handout, printer, Fit(**kept["fit"]))
        else:
            boxes = unsealed_boxes(Path(folder, number + ".boxes").read_bytes())
        return print_of(handout, plates[kept["plate"]], boxes, job.target)

    return make


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
    import gc

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
