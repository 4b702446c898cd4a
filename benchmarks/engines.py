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
        return worker.make(job.handout(), scratch, spooled, job.target, prove).pdf

    return make


def handouts_proven(place: str) -> Make:
    """The same by `handouts build --prove`: each PDF is read back."""
    return handouts(place, prove=True)


def handouts_printed(place: str) -> Make:
    """Words to PDF from plates and boxes that are kept on disk: what one more sheet of a known clinic costs."""
    return _from_plates(place, keeps_boxes=True)


def handouts_new_clinic(place: str) -> Make:
    """The same for a clinic that nobody has seen: its boxes are laid out for each document."""
    return _from_plates(place, keeps_boxes=False)


def _from_plates(place: str, keeps_boxes: bool) -> Make:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.world import planned
    from handouts.batch import worker
    from handouts.page.html import Printer
    from handouts.page.plates import boxes_of, fit_of, plate_of, print_of
    from handouts.press.plate import sealed, unsealed_boxes, unsealed_plate
    from handouts.press.printing import fits

    most, _, table = place.partition(":")
    jobs, printers, kept, plates = planned(Path(table), int(most)), {}, {}, {}
    worker._warm_up()
    for number, job in enumerate(jobs):
        handout, printer = job.handout(), printers.setdefault(job.assets.digest, Printer(job.assets))
        fit = fit_of(handout, printer, job.target)
        boxes = boxes_of(handout, printer, fit)
        same = plates.setdefault((job.request, fit), [])
        plate = next((index for index, each in enumerate(same) if fits(each, boxes)), None)
        if plate is None:
            plate = len(same)
            same.append(unsealed_plate(sealed(plate_of(handout, printer, fit, boxes))))
        kept[number] = fit, plate, sealed(boxes)
    print(f"{sum(map(len, plates.values()))} plates for {len(jobs)} documents", file=sys.stderr)
    _settle()

    def make(asked: dict[str, str]) -> bytes:
        number = int(asked["number"])
        job, (fit, plate, boxes) = jobs[number], kept[number]
        handout, printer = job.handout(), printers[job.assets.digest]
        own = unsealed_boxes(boxes) if keeps_boxes else boxes_of(handout, printer, fit)
        return print_of(handout, plates[job.request, fit][plate], own, job.target)

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
