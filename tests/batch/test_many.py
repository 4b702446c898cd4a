"""Hundreds of clinics from a table or a folder of folders. Nothing is laid out here: the pages are made up."""

from __future__ import annotations

import csv
import json
import shlex
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from building import BRAND, listed, pdfs, write
from handouts.batch import gather
from handouts.batch.crew import Order, Outcome
from handouts.cli import main
from handouts.clinic.columns import COLUMNS
from handouts.errors import DocumentFailed, Problem
from handouts.page.render import Made

MANY = 500
ROW = {"country": "US", "emergency_number": "911", "fever": "100.4", "fever_unit": "F", "paper": "letter"}
ONE = ("pericardial", "--kind", "question-sheet", "--as-of", "2026-06-01")
SHEET = "en/pericardial/question-sheet.standard.letter.pdf"
DATA_OF_A_RUN = {"refused", "orphans", "removed", "failed", "made", "unchanged", "output", "interrupted"}


def rows(count: int) -> list[dict[str, str]]:
    return [ROW | {"id": f"c{n:03}", "name": f"Clinic {n}", "web": f"https://example.org/{n}"} for n in range(count)]


def table(folder: Path, *clinics: dict[str, str]) -> Path:
    path = folder / "clinics.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        writer.writerows(clinics)
    return path


class Renderer:
    """A crew that makes pages at no cost, fails where it is asked to, and counts what is kept."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.fails: set[str] = set()
        self.most_alive = 0
        self._alive: list[weakref.ref[Made]] = []
        self._orders: Iterator[Order] = iter(())
        self._next: Order | None = None

    def take(self, orders: Iterable[Order]) -> None:
        self._orders = iter(orders)

    def fill(self) -> bool:
        self._next = next(self._orders, None)
        return self._next is not None

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        assert self._next
        *_, name = self._next
        self.names.append(name)
        if name in self.fails:
            yield name, DocumentFailed([Problem(name, 0, 0, "", "is wrong; mend it")])
        else:
            yield name, self._made(name)

    def end(self) -> None:
        """Nobody is at work."""

    def _made(self, name: str) -> Made:
        made = Made(f"%PDF {name}".encode(), 2, 0, b"png")
        self._alive = [other for other in self._alive if other() is not None] + [weakref.ref(made)]
        self.most_alive = max(self.most_alive, len(self._alive))
        return made


@pytest.fixture
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def call(renderer: Renderer) -> Callable[..., Result]:
    """`handouts build` by this crew."""

    def build(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in ("build", *arguments)], obj=renderer)

    return build


@pytest.mark.process
def test_five_hundred_clinics_and_a_second_build_that_changes_nothing(tmp_path, renderer, output, call) -> None:
    arguments = (*ONE, "--clinics", table(tmp_path, *rows(MANY)), "--output", output)
    result = call(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{MANY} made, 0 unchanged, 0 failed; see {output}/index.html\n"
    assert listed(output) == [f"c{n:03}/{SHEET}" for n in range(MANY)] == sorted(renderer.names)
    assert renderer.most_alive <= 3, "PDFs are kept in memory"

    heavy = "{'weasyprint', 'jinja2', 'pebble', 'rich', 'segno', 'pypdfium2'}"
    code = (
        "import atexit, sys; from handouts.cli import main; "
        f"atexit.register(lambda: print(sorted({heavy} & sys.modules.keys()))); main()"
    )
    again = [sys.executable, "-c", code, "build", *map(str, arguments)]
    done = subprocess.run(again, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == [f"0 made, {MANY} unchanged, 0 failed; see {output}/index.html", "[]"]

    # A file altered by hand, same length and same time stamp or not, is the only one that is made again.
    file = output / f"c007/{SHEET}"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    renderer.names.clear()
    assert call(*arguments).stdout.startswith(f"1 made, {MANY - 1} unchanged")
    assert renderer.names == [f"c007/{SHEET}"]


def test_the_first_of_each_sheet_is_made_before_the_same_for_all_other_clinics(
    tmp_path: Path, renderer, output: Path, call
) -> None:
    clinics = table(tmp_path, *rows(3))
    kinds = ("pericardial", "--kind", "question-sheet", "--kind", "symptom-diary", "--as-of", "2026-06-01")
    assert call(*kinds, "--clinics", clinics, "--output", output).exit_code == 0
    names = [tuple(name.partition(".")[0].split("/en/pericardial/")) for name in renderer.names]
    kinds = ("question-sheet", "symptom-diary")
    rest = [(id_, kind) for kind in kinds for id_ in ("c001", "c002")]
    assert names == [*(("c000", kind) for kind in kinds), *rest], "no sheet is laid out twice at once"


def test_every_problem_of_every_row_at_once_and_nothing_is_written(tmp_path, renderer, output, call) -> None:
    bad = [row | {"paper": "a5", "fever": "12"} for row in rows(MANY)]
    path = table(tmp_path, *bad, ROW | {"id": "well", "name": "Well"})
    result = call(*ONE, "--clinics", path, "--output", output)
    assert result.exit_code == 4
    lines = result.stderr.splitlines()
    assert lines[-1] == f"{2 * MANY} problems; nothing was written"
    for n in range(MANY):
        for column in ("fever", "paper"):
            place = f"{path}:{n + 2}:{list(COLUMNS).index(column) + 1}: {column}: "
            assert lines[2 * n + (column == "paper")].startswith(place)
    assert not output.exists()
    assert renderer.names == []


def test_a_bad_clinic_does_not_stop_the_good_ones(tmp_path: Path, output: Path, call) -> None:
    first, second, third = rows(3)
    path = table(tmp_path, first, second | {"paper": "a5"}, third)
    arguments = (*ONE, "--clinics", path, "--output", output, "--keep-going")
    told = f"{path}:3:{list(COLUMNS).index('paper') + 1}: paper: 'a5' is not one of 'letter' or 'a4'; use one of these"
    assert call(*arguments, "--dry-run").exit_code == 3
    result = call(*arguments)
    assert result.exit_code == 3
    told_after = "1 problem; these clinics are left out, the others' sheets are made"
    assert result.stderr.splitlines() == [told, told_after]
    counts = "2 made, 0 unchanged, 0 failed, 1 problem in clinics left out"
    assert result.stdout == f"{counts}; see {output}/index.html\n"
    assert listed(output) == [f"c000/{SHEET}", f"c002/{SHEET}"]

    data = json.loads(call(*arguments, "--json").stdout)
    assert data.keys() == DATA_OF_A_RUN
    assert [problem["field"] for problem in data["refused"]] == ["paper"]

    nobody = call(*ONE, "--clinics", table(tmp_path, second | {"paper": "a5"}), "--output", output, "--keep-going")
    assert (nobody.exit_code, nobody.stderr.splitlines()[-1]) == (4, "1 problem; nothing was written")


def test_one_clinic_of_a_table_whatever_the_others_are(tmp_path: Path, renderer, output: Path, call) -> None:
    first, second, third = rows(3)
    path = table(tmp_path, first | {"fever": "900"}, second, third)
    result = call(*ONE, "--clinics", path, "--output", output, "--only", "c001")
    assert (result.exit_code, result.stderr, renderer.names) == (0, "", [f"c001/{SHEET}"])
    result = call(*ONE, "--clinics", path, "--output", output, "--only", "c001", "--only", "c00x")
    assert result.exit_code == 2
    assert "'c00x' is the id of no clinic in " in result.stderr
    assert "; did you mean 'c00" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--clinics", "x.csv", "--clinic", "x"], "--clinic and --clinics do not go together; give one of the two"),
        (["--only", "x"], "--only chooses from the clinics of --clinics; give that too"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], message: str, call) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_summary_names_the_command_that_repeats_one_row(tmp_path: Path, renderer, output: Path, call) -> None:
    path = table(tmp_path, *rows(3))
    renderer.fails = {f"c001/{SHEET}"}
    result = call(*ONE, "--clinics", path, "--output", output)
    assert (result.exit_code, result.stdout.split(";")[0]) == (3, "2 made, 0 unchanged, 1 failed")
    reason, again = result.stderr.splitlines()
    assert reason == f"c001/{SHEET}: is wrong; mend it"
    _, command = again.split("try it alone: ")
    assert command == (
        f"handouts build pericardial --kind question-sheet --clinics {path} --only c001 --output {output} "
        "--paper letter"
    )
    renderer.fails, renderer.names = set(), []
    assert call(*shlex.split(command)[2:]).stdout.startswith("1 made")
    assert renderer.names == [f"c001/{SHEET}"]


@pytest.mark.parametrize("taken", ["generic", "thumbs"])
def test_a_row_may_not_take_a_folder_of_ours(taken: str, tmp_path: Path) -> None:
    found = gather.gather_clinics(table(tmp_path, *rows(1), ROW | {"id": taken, "name": "X"}), gather.Selection())
    assert [entry.id for entry in found.ready] == ["c000"]
    (problem,) = found.problems
    assert (problem.line, problem.column, problem.field) == (3, 1, "id")
    assert problem.message.startswith(f"{taken!r} is the folder of ")


def test_clinics_of_a_table_share_one_catalogue_and_are_never_approved(tmp_path: Path, output: Path, call) -> None:
    path = table(tmp_path, *rows(MANY))
    found = gather.gather_clinics(path, gather.Selection())
    assert len(found.ready) == len({entry.id for entry in found.ready}) == MANY
    assert len({id(entry.catalogue) for entry in found.ready}) == 1
    assert all(entry.shipped_only for entry in found.ready)
    result = call(*ONE, "--clinics", path, "--only", "c000", "--output", output, "--strict")
    assert result.exit_code == 4
    assert "sign-off needs a clinic's folder, the clinics of a table have none" in result.stderr


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """A folder of two clinics' folders."""
    for name in ("lake", "river"):
        write(tmp_path / "clinics" / name / "brand.yaml", BRAND.format(id=f"{name}-clinic", name=name))
    return tmp_path / "clinics"


def test_a_folder_of_clinics_folders(folders: Path, renderer, output: Path, call) -> None:
    arguments = (*ONE, "--clinics", folders, "--output", output)
    renderer.fails = {f"lake-clinic/{SHEET}"}
    result = call(*arguments)
    assert result.stdout.startswith("1 made, 0 unchanged, 1 failed")
    assert f"--kind question-sheet --clinic {folders}/lake --output" in result.stderr
    assert call(*arguments, "--only", "lake-clinic", "--dry-run").stdout == (
        f"would make  {output}/lake-clinic/{SHEET}\n"
    )

    # Content of a clinic whose brand is wrong is read too: its mistakes come at the same time.
    (folders / "lake/brand.yaml").write_text("id: lake\n")
    write(folders / "lake/content/en/pericardial/question-sheet.yaml", "title: only a title\n")
    result = call(*arguments)
    assert result.exit_code == 4
    told = {line.split(":")[0].removeprefix(f"{folders}/") for line in result.stderr.splitlines()}
    assert told >= {"lake/brand.yaml", "lake/content/en/pericardial/question-sheet.yaml"}
    assert call(*arguments, "--keep-going").exit_code == 3


Tiny = Callable[..., Result]


@pytest.fixture
def tiny(make_clinic, call, output: Path) -> Tiny:
    """Builds a clinic with the kinds `one` and `two`; gives the clinic as `tiny.clinic`."""
    clinic = make_clinic("one", "two")

    def build(*arguments: str) -> Result:
        fixed = ("pleural", "--clinic", clinic.folder, "--output", output, "--as-of", "2026-06-01")
        return call(*fixed, *arguments)

    build.clinic = clinic
    return build


def end_document(tiny: Tiny, kind: str) -> None:
    (tiny.clinic.folder / f"content/en/pleural/{kind}.yaml").unlink()


KINDS = ("--kind", "one", "--kind", "two")
GONE = "tiny/en/pleural/two.standard.letter.pdf"
KEPT = "tiny/en/pleural/one.standard.letter.pdf"


def test_files_of_a_document_that_is_no_more_are_listed_and_removed_only_when_asked(tiny: Tiny, output: Path) -> None:
    tiny(*KINDS)
    (output / "tiny/en/pleural/letter to a friend.pdf").write_bytes(b"not ours")
    end_document(tiny, "two")
    assert f"obsolete    {output}/{GONE}\n" in tiny("--kind", "one", "--dry-run").stdout
    for _ in range(2):
        listing = "1 file whose document or clinic is no more; --prune removes them:\n  " + GONE + "\n"
        assert tiny("--kind", "one").stderr == listing
        assert (output / GONE).is_file()
    assert tiny("--kind", "one", "--quiet").stderr == ""

    result = tiny("--kind", "one", "--prune")
    assert (result.exit_code, result.stderr) == (0, "1 file whose document or clinic is no more: removed\n")
    assert listed(output) == [KEPT]
    assert sorted(pdfs(output)) == ["tiny/en/pleural/letter to a friend.pdf", KEPT]
    picture = json.loads((output / "manifest.json").read_text())["files"][0]["thumbnail"]
    assert [path.relative_to(output).as_posix() for path in output.rglob("*.png")] == [picture]
    assert GONE not in (output / "index.html").read_text()
    assert tiny("--kind", "one").stderr == ""


def test_what_was_changed_by_hand_or_is_not_such_as_we_make_is_never_removed(tiny: Tiny, output: Path) -> None:
    tiny(*KINDS)
    end_document(tiny, "two")
    precious = output / "precious.txt"
    precious.write_bytes(b"keep")
    manifest = output / "manifest.json"
    data = json.loads(manifest.read_text())
    two = next(file for file in data["files"] if file["path"] == GONE)
    data["files"].append(two | {"path": "precious.txt"})
    manifest.write_text(json.dumps(data))
    (output / GONE).write_bytes(b"a note by hand")
    result = tiny("--kind", "one", "--prune")
    advice = "1 file whose document or clinic is no more; changed by hand since; remove what you do not need:"
    odd = f"{manifest}: files[2]: is no entry that a build has written; it is left out, and its sheets are made again"
    assert result.stderr.splitlines() == [odd, advice, f"  {GONE}"]
    assert (output / GONE).read_bytes() == b"a note by hand"
    assert precious.read_bytes() == b"keep"


def test_a_link_out_of_the_folder_is_not_followed_by_prune(tiny: Tiny, output: Path, tmp_path: Path) -> None:
    tiny(*KINDS)
    end_document(tiny, "two")
    (output / "tiny").rename(tmp_path / "outside")
    (output / "tiny").symlink_to(tmp_path / "outside")
    tiny("--kind", "one", "--prune")
    assert (tmp_path / "outside" / GONE.removeprefix("tiny/")).is_file()


def test_a_build_of_less_takes_nothing_else_for_gone(tmp_path: Path, output: Path, call) -> None:
    """Other types, kinds, editions and papers, other clinics, sheets of no clinic: all that is not asked for stays."""
    first, second = rows(2)
    everything = (*ONE, "--kind", "overview", "--edition", "large-print", "--paper", "a4", "--output", output)
    call(*everything)
    call(*everything, "--clinics", table(tmp_path, first, second))
    made = listed(output)
    assert len(made) == 6
    for arguments in (
        ("--clinics", table(tmp_path, first, second)),
        ("--clinics", tmp_path / "clinics.csv", "--only", "c001"),
        (),
    ):
        result = call(*ONE, "--output", output, "--prune", *arguments)
        assert (result.exit_code, result.stderr) == (0, "")
    assert set(made) < set(listed(output))


def test_a_clinic_that_left_the_table_is_no_more(tmp_path: Path, output: Path, call) -> None:
    first, second = rows(2)
    arguments = (*ONE, "--output", output, "--clinics", tmp_path / "clinics.csv")
    table(tmp_path, first, second)
    call(*arguments)
    # A row with a mistake is not a clinic that is gone, nor is any other while the table is not whole.
    table(tmp_path, first, second | {"paper": "a5"})
    call(*arguments, "--keep-going", "--prune")
    assert len(listed(output)) == 2
    table(tmp_path, first)
    assert call(*arguments, "--prune").stderr == "1 file whose document or clinic is no more: removed\n"
    assert listed(output) == [f"c000/{SHEET}"]
    assert not (output / "c001").exists()


def events(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stderr.splitlines()]


def test_lines_of_json_for_machines(tmp_path: Path, renderer, output: Path, call) -> None:
    first, *others = rows(4)
    path = table(tmp_path, first | {"paper": "a5"}, *others)
    renderer.fails = {f"c002/{SHEET}"}
    result = call(*ONE, "--clinics", path, "--output", output, "--keep-going", "--log-json", "--json")
    told = events(result)
    assert [event["event"] for event in told] == ["refused", "begin", "unchanged", "made", "failed", "made", "end"]
    refused, begin, unchanged, made, failed, last, end = told
    assert (begin["to_make"], unchanged["count"]) == (3, 0)
    assert refused["problem"]["field"] == "paper"
    assert (made["path"], made["pages"], made["done"], made["left"]) == (f"c001/{SHEET}", 2, 1, 2)
    assert failed["problems"][0]["message"] == "is wrong; mend it"
    assert "--only c002" in failed["again"]
    assert (last["left"], last["seconds_left"]) == (0, 0.0)
    assert {key: end[key] for key in ("made", "unchanged", "failed", "exit")} == {
        "made": 2,
        "unchanged": 0,
        "failed": 1,
        "exit": 3,
    }
    assert json.loads(result.stdout).keys() == DATA_OF_A_RUN
    seconds = [event["seconds"] for event in told]
    assert seconds == sorted(seconds)
    assert made["rate"] > 0

    failure = events(call(*ONE, "--clinics", path, "--output", output, "--log-json"))
    assert [event["event"] for event in failure] == ["error", "end"]
    assert failure[-1]["exit"] == 4
