"""A build by a Dask cluster: the same bytes as here, whatever happens to its workers."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from building import MAIN, alive, listed, pdfs, run, unfinished, until, workers_of
from handouts.batch import cluster, cluster_worker
from handouts.cli import main

pytestmark = pytest.mark.process
distributed = pytest.importorskip("distributed", reason="needs the extra `dask`")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
PROJECT = Path(__file__).parents[2]
SLOW = ("s-one", "s-two", "s-three", "s-four")
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def dask() -> Iterator[distributed.LocalCluster]:
    """Two worker processes of one thread each, reachable from this computer alone."""
    options = {"host": "127.0.0.1", "protocol": "tcp", "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **options) as found:
        yield found


@pytest.fixture
def client(dask) -> Iterator[distributed.Client]:
    with distributed.Client(dask.scheduler_address, set_as_default=False) as found:
        found.wait_for_workers(2, timeout=20)
        yield found


@pytest.fixture
def on(dask) -> list[str]:
    return ["--scheduler", dask.scheduler_address]


@pytest.fixture
def slow(make_clinic):
    clinic = make_clinic()
    clinic.add(*SLOW, wait="slow")
    return clinic


def sums(output: Path) -> dict[str, str]:
    """SHA-256 of every file that stays, by its name."""
    paths = (path for path in output.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def count_orders() -> None:
    """Runs on a worker: note each document that it is given."""
    from handouts.batch import cluster_worker as here

    real, here.given = getattr(here, "real", here._guarded), []

    def counted(order: bytes, *rest: object) -> object:
        here.given.append(pickle.loads(order)[0])
        return real(order, *rest)

    import pickle

    here.real, here._guarded = real, counted


def orders() -> list[str]:
    """Runs on a worker: the documents noted."""
    from handouts.batch import cluster_worker as here

    return here.given


def test_every_file_is_the_same_as_of_a_build_here(make_clinic, tmp_path: Path, on, client, monkeypatch) -> None:
    """The clinics' folders are named by relative paths, which lead nowhere from where the workers stand."""
    make_clinic("one", "two", "three")
    other = make_clinic("one", id="other", folder="other-clinic", name="Other Clinic")
    sheet = other.folder / "styles/tiny.css"
    sheet.write_text(sheet.read_text().replace("14pt", "12pt"))
    shutil.copytree(PROJECT / "tests/demo_clinic", tmp_path / "demo-clinic")
    kinds = [word for kind in ("one", "two", "note") for word in ("--kind", kind)]
    clinics = [word for name in ("tiny", "other", "demo") for word in ("--clinic", f"{name}-clinic")]
    arguments = ["build", "pleural", *kinds, *clinics, "--as-of", "2026-06-01", "--prove"]
    monkeypatch.chdir(tmp_path)
    client.run(count_orders)
    for output, how in (("here", []), ("there", on)):
        result = CliRunner().invoke(main, [*arguments, "--output", output, *how])
        assert (result.exit_code, result.stderr) == (0, "")
    here, there = sums(tmp_path / "here"), sums(tmp_path / "there")
    assert here == there
    assert Counter(Path(name).suffix for name in here) == {".pdf": 4, ".png": 4, ".json": 1, ".html": 1}
    given = [name for names in client.run(orders).values() for name in names]
    assert sorted(given) == listed(tmp_path / "there")

    again = CliRunner().invoke(main, [*arguments, "--output", "there", "--scheduler", "tcp://127.0.0.1:9"])
    assert again.stdout.startswith("0 made, 4 unchanged"), "where nothing is to be made, nobody is asked"


def test_a_failure_and_a_hang_cost_only_themselves_and_are_not_tried_again(make_clinic, output, on, client) -> None:
    clinic = make_clinic("fine", "whole")
    clinic.add("bad", wait="broken")
    clinic.add("hangs", wait="endless")
    client.run(count_orders)
    arguments = clinic.arguments(output, "fine", "whole", "bad", "hangs")
    result = CliRunner().invoke(main, [*arguments, "--timeout", "3", *on])
    assert (result.exit_code, result.stdout.split(";")[0]) == (3, "2 made, 0 unchanged, 2 failed")
    assert result.stderr.count("has no attribute 'nothing'") == 1
    assert result.stderr.count(f"--output {output} {' '.join(on)} --paper letter") == 2, "what repeats just that one"
    assert "hangs.standard.letter.pdf: took more than 3 s; look for a loop" in result.stderr
    assert sorted(Path(path).name.split(".")[0] for path in listed(output)) == ["fine", "whole"]
    given = [name for names in client.run(orders).values() for name in names]
    assert len(given) == len(set(given)) == 4


@linux
def test_a_killed_worker_costs_no_document(slow, output: Path, handouts: Start, on, client) -> None:
    workers = client.run(os.getpid)
    process = handouts(*slow.arguments(output, *SLOW), *on)
    until(lambda: pdfs(output), 40)
    victim = next(iter(workers.values()))
    children = workers_of(victim)
    os.kill(victim, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.startswith(f"{len(SLOW)} made, 0 unchanged, 0 failed")
    assert len(listed(output)) == len(pdfs(output)) == len(SLOW)
    assert len(children) == 1
    assert not any(map(alive, children))


@linux
def test_an_interrupt_takes_back_what_is_queued(slow, output: Path, handouts: Start, on, client) -> None:
    process = handouts(*slow.arguments(output, *SLOW), *on)
    until(lambda: pdfs(output), 40)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert process.returncode == 130
    assert err == "stopped; what is finished stays, run the same command again to make the rest\n"
    assert 1 <= len(pdfs(output)) < len(SLOW)
    assert listed(output) == sorted(pdfs(output))
    assert not unfinished(output)
    until(lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks), 5)


@pytest.fixture
def other_versions(monkeypatch) -> Iterator[None]:
    """This computer has another WeasyPrint and another Pango than the workers."""
    tools = cluster_worker.tools()
    monkeypatch.setattr(cluster_worker, "tools", lambda: tools | {"weasyprint": "69.9", "pango": "1.0.0"})
    cluster_worker.versions.cache_clear()
    yield
    cluster_worker.versions.cache_clear()


MISMATCH = re.compile(
    r"worker tcp://127\.0\.0\.1:\d+: has pango \S+ instead of 1\.0\.0, weasyprint 70\.0 instead of 69\.9; "
    r"install the same on all computers, as docs/cluster\.md says\n"
)


@pytest.mark.parametrize("late", [False, True])
def test_other_versions_are_refused_before_anything_is_made(
    late: bool, make_clinic, output, on, client, other_versions, monkeypatch
) -> None:
    del client, other_versions
    if late:  # a worker that joins when all others have been asked
        monkeypatch.setattr(cluster.Cluster, "compare_versions", lambda *_: None)
    result = CliRunner().invoke(main, [*make_clinic("one").arguments(output, "one"), *on])
    assert result.exit_code == 5
    assert len(MISMATCH.findall(result.stderr)) == (1 if late else 2)
    assert not pdfs(output)


def forget() -> None:
    """Runs on a worker: handouts is not installed there."""
    import sys

    sys.modules["handouts.batch.cluster_worker"] = None


def remember() -> None:
    """Runs on a worker: all is well again."""
    import sys

    del sys.modules["handouts.batch.cluster_worker"]


def test_a_worker_without_handouts_is_refused(make_clinic, output, on, client) -> None:
    client.run(forget)
    result = CliRunner().invoke(main, [*make_clinic("one").arguments(output, "one"), *on])
    client.run(remember)
    assert result.exit_code == 5
    assert result.stderr.count("cannot run handouts 0.1.0 (") == result.stderr.count("ModuleNotFoundError") == 2
    assert not pdfs(output)


@linux
@pytest.mark.usefixtures("client")
def test_a_worker_that_joins_late_is_asked_too(make_clinic, tmp_path: Path, output, handouts: Start, on) -> None:
    """Started by the command that docs/cluster.md gives."""
    (tmp_path / "other.py").write_text("import handouts; handouts.__version__ = '9.9.9'")
    clinic = make_clinic("quick")
    clinic.add("hangs", wait="endless")
    # Long enough for a worker to start on a busy computer; the build ends as soon as it is refused.
    process = handouts(*clinic.arguments(output, "quick", "hangs"), "--timeout", "50", *on)
    until(lambda: pdfs(output), 40)
    options = ["--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", "--preload", str(tmp_path / "other.py")]
    worker = subprocess.Popen([sys.executable, "-m", "dask", "worker", on[1], *options], stderr=subprocess.DEVNULL)
    _, err = process.communicate(timeout=60)
    worker.terminate()
    worker.wait(20)
    assert process.returncode == 5
    assert "has handouts 9.9.9 instead of 0.1.0; install the same on all computers" in err
    assert listed(output) == sorted(pdfs(output))


@pytest.mark.parametrize("listening", [False, True], ids=["nobody", "another service"])
def test_no_scheduler(listening: bool, make_clinic, output, monkeypatch) -> None:
    with contextlib.closing(socket.socket()) as port:
        port.bind(("127.0.0.1", 0))
        if listening:
            port.listen()
            monkeypatch.setattr(cluster, "CONNECT", 1)
        address = f"tcp://127.0.0.1:{port.getsockname()[1]}"
        began = time.monotonic()
        result = CliRunner().invoke(main, [*make_clinic("one").arguments(output, "one"), "--scheduler", address])
    assert time.monotonic() - began < 10
    assert result.exit_code == 5
    assert result.stderr.startswith(f"{address}: no Dask scheduler answers (")
    assert "; start one by `dask scheduler`, or correct --scheduler\n" in result.stderr


@pytest.mark.filterwarnings("ignore:Port 8787 is already in use")
def test_a_scheduler_without_workers(make_clinic, output, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 1)
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=50) as empty:
        address = empty.scheduler_address
        result = CliRunner().invoke(main, [*make_clinic("one").arguments(output, "one"), "--scheduler", address])
    assert result.exit_code == 5
    assert f"{address}: has no workers; start some by `dask worker {address}`\n" in result.stderr


def test_without_the_extra_the_line_for_pip_is_given(make_clinic, output) -> None:
    code = f"import sys; sys.modules['distributed'] = None; {MAIN}"
    result = run(*make_clinic("one").arguments(output, "one"), "--scheduler", "tcp://127.0.0.1:8786", code=code)
    assert result.returncode == 5
    line = f"{sys.executable} -m pip install 'distributed>=2024.12'"
    assert f"distributed: is not installed, and --scheduler needs it; run: {line}\n" in result.stderr
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["dask"] == [cluster.REQUIREMENT]


def test_the_line_of_the_docs_brings_dask_alone() -> None:
    """pip itself says what it would do: an installed checkout stays as it is."""
    page = (PROJECT / "docs/cluster.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ +(\S+python -m pip install .*)$", page, re.MULTILINE)
    assert line.startswith(".venv/bin/python "), "bare Debian has no other python of that name"
    arguments = shlex.split(line)[1:]
    assert arguments[-1] == cluster.REQUIREMENT
    offline = [sys.executable, *arguments, "--dry-run", "--no-index", "--no-deps"]
    found = subprocess.run(offline, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert "Would install" not in found.stdout
    assert "handouts" not in found.stdout


@pytest.mark.parametrize("address", ["localhost:8786", "http://a:80", "tcp://a", "scheduler.json", "inproc://1/2/3"])
def test_an_address_that_is_none(address: str, output) -> None:
    result = CliRunner().invoke(main, ["build", "--scheduler", address, "--output", str(output)])
    assert result.exit_code == 2
    assert f"{address!r} is no address of a scheduler; write tcp://HOST:PORT" in result.stderr
    assert not output.exists()


def forge() -> None:
    """Runs on a worker: from now on its templates say something else."""
    from dataclasses import replace

    from handouts.batch import cluster_worker as here

    real = here.honest = getattr(here, "honest", here._guarded)

    def forged(document: bytes, assets: object, *rest: object) -> object:
        *lower, own = assets.layers
        files = {
            name: data.replace(b"</body>", b"<p>Take twice the dose.</p></body>") for name, data in own.files.items()
        }
        return real(document, replace(assets, layers=(*lower, replace(own, files=files))), *rest)

    here._guarded = forged


def be_honest() -> None:
    """Runs on a worker: all is well again."""
    from handouts.batch import cluster_worker as here

    here._guarded = here.honest


def test_what_a_forger_gives_back_is_not_written(make_clinic, output, on, client) -> None:
    """It says that it has the same versions, and what it makes is a good PDF."""
    clinic = make_clinic("one", "two")
    before = CliRunner().invoke(main, [*clinic.arguments(output, "one"), *on])
    assert before.exit_code == 0
    whole = pdfs(output)
    client.run(forge)
    try:
        result = CliRunner().invoke(main, [*clinic.arguments(output, "one", "two"), "--force", *on])
    finally:
        client.run(be_honest)
    assert (result.exit_code, result.stdout.split(";")[0]) == (3, "0 made, 0 unchanged, 2 failed")
    # A worker proves what is made with a clinic's templates, too; see test_checked.py, too.
    assert result.stderr.count("says 'Take twice the dose.'") == 2
    assert pdfs(output) == whole, "what was there before stays"


def openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=True)


def certify(folder: Path, name: str) -> None:
    """An authority and one certificate, by the commands of docs/cluster.md."""
    page = (PROJECT / "docs/cluster.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in page.splitlines() if line.strip().startswith("openssl ")]
    assert len(lines) == 3
    folder.mkdir()
    for line in lines:
        openssl(*shlex.split(line.replace("10.0.0.5", name))[1:], folder=folder)


def wait_for_port(port: int) -> None:
    def listening() -> bool:
        with contextlib.closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(listening, 30)


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A cluster as docs/cluster.md starts it, in a folder of Python files that mean harm; its address and its keys."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl")
    certify(tmp_path / "keys", "127.0.0.1")
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("pickle", "json", "weasyprint", "click", "tornado", "multiprocessing", "re"):
        (trap / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('{name}'); raise SystemExit(9)")
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = (PROJECT / "docs/cluster.md").read_text(encoding="utf-8")
    found = re.findall(r"PYTHONSAFEPATH=1 (dask (?:scheduler|worker) .*--tls-ca-file.*)", page)
    assert [line.split()[1] for line in found] == ["scheduler", "worker"]
    started = []
    try:
        for line in found:
            line = (
                line.replace("10.0.0.5", "127.0.0.1").replace("8786", str(port)).replace("--nthreads 8", "--nthreads 1")
            )
            line = re.sub(r"\b(ca|mine)\.(pem|key)", lambda m: str(tmp_path / "keys" / m[0]), line)
            command = [sys.executable, "-P", "-m", *shlex.split(line)]
            environment = os.environ | {"PYTHONSAFEPATH": "1"}
            started.append(subprocess.Popen(command, cwd=trap, env=environment, stderr=subprocess.DEVNULL))
            wait_for_port(port)
        yield f"tls://127.0.0.1:{port}", tmp_path / "keys"
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(20)
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()


def test_with_tls_only_those_of_the_same_authority_take_part(tls, make_clinic, tmp_path: Path) -> None:
    """The build as docs/cluster.md has it makes the same files; nobody else gets in."""
    address, keys = tls
    clinic = make_clinic("one", "two")
    page = (PROJECT / "docs/cluster.md").read_text(encoding="utf-8")
    given = dict(re.findall(r"export (DASK_\w+)=(\S+)", page))
    assert len(given) == 3
    certify(tmp_path / "others", "127.0.0.1")

    def build(folder: Path | None, output: str) -> subprocess.CompletedProcess[str]:
        own = {name: str(folder / value) for name, value in given.items()} if folder else {}
        arguments = [*clinic.arguments(tmp_path / output, "one", "two"), "--scheduler", address]
        return run(*arguments, env=os.environ | own)

    for folder in (None, tmp_path / "others"):
        found = build(folder, "none")
        assert found.returncode == 5
        assert f"{address}: no Dask scheduler answers (" in found.stderr
        assert not pdfs(tmp_path / "none")
    plain = run(*clinic.arguments(tmp_path / "none", "one"), "--scheduler", address.replace("tls", "tcp"))
    assert plain.returncode == 5

    found = build(keys, "there")
    assert (found.returncode, found.stderr) == (0, ""), "the right certificate"
    assert run(*clinic.arguments(tmp_path / "here", "one", "two")).returncode == 0
    assert pdfs(tmp_path / "there") == pdfs(tmp_path / "here")
