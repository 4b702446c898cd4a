"""The set-up that `make handouts` and `make test` do, on machines that are made of a few small commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.process
PROJECT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "env", "dirname", "uname", "cat", "cmp", "mkdir", "cp", "getconf")
# Answers as the real Python, but makes a virtual environment of itself and only notes what pip and pytest were to do.
PYTHON = f"""#!/bin/sh
echo "$@" >>"$MACHINE/log"
case "$1 $2" in
"-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
"-m pip" | "-m pytest") ;;
*) exec '{sys.executable}' "$@" ;;
esac
"""
LOGS = """#!/bin/sh
echo "${0##*/} $*" >>"$MACHINE/log"
"""


class Machine:
    """A checkout, and a PATH that holds nothing but what a test puts there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.checkout = root / "checkout"
        self.log = root / "log"
        (root / "bin").mkdir()
        for tool in TOOLS:
            (root / "bin" / tool).symlink_to(str(shutil.which(tool)))
        shutil.copytree(PROJECT / "scripts", self.checkout / "scripts")
        for name in ("pyproject.toml", "constraints.txt"):
            shutil.copy(PROJECT / name, self.checkout)

    def has(self, command: str, script: str) -> None:
        """Put a command on PATH, in place of what was there."""
        path = self.root / "bin" / command
        path.unlink(missing_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the checkout; the log then holds what it called."""
        self.log.write_text("")
        env: Mapping[str, str] = {"PATH": str(self.root / "bin"), "MACHINE": str(self.root), **variables}
        return subprocess.run(command, cwd=self.checkout, env=env, capture_output=True, text=True, check=False)

    def called(self, beginning: str) -> list[str]:
        """The calls of the last run that begin so."""
        return [line for line in self.log.read_text().splitlines() if line.startswith(beginning)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.has("python3", PYTHON)
    return made


def apt_machine(machine: Machine, user: int) -> Machine:
    machine.has("apt-get", LOGS)
    machine.has("id", f"#!/bin/sh\necho {user}\n")
    return machine


INSTALL = ("scripts/install-packages.sh", "--apt", "libone libtwo", "--brew", "one")


def test_first_run_installs_and_second_does_nothing(machine: Machine) -> None:
    first = machine.run("scripts/setup.sh")
    assert first.returncode == 0, first.stderr
    assert machine.called("-m venv") == ["-m venv --clear .venv"]
    assert machine.called("-m pip") == ["-m pip install --quiet --editable ."]
    second = machine.run("scripts/setup.sh")
    assert (second.returncode, second.stdout, machine.called("-m")) == (0, "", [])


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_changed_pins_are_installed(machine: Machine, file: str) -> None:
    machine.run("scripts/setup.sh")
    with (machine.checkout / file).open("a") as stream:
        stream.write("\n# changed\n")
    machine.run("scripts/setup.sh")
    assert len(machine.called("-m pip install")) == 1


def test_moved_checkout_is_installed_anew(machine: Machine) -> None:
    machine.run("scripts/setup.sh")
    machine.checkout = machine.checkout.rename(machine.root / "moved here")
    machine.run("scripts/setup.sh")
    assert len(machine.called("-m pip install")) == 1


def test_environment_is_made_anew_when_its_python_is_gone(machine: Machine) -> None:
    machine.run("scripts/setup.sh")
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    (machine.checkout / ".venv" / "bin" / "python").symlink_to("/gone/python3")
    done = machine.run("scripts/setup.sh")
    assert machine.called("-m venv"), done.stderr


def test_development_adds_its_group(machine: Machine) -> None:
    machine.run("scripts/setup.sh")
    machine.run("scripts/setup.sh", "--dev")
    (call,) = machine.called("-m pip")
    group = tomllib.loads((PROJECT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    assert call == f"-m pip install --quiet --editable . {' '.join(group)}"


def test_old_python_is_refused_with_the_line_that_mends_it(machine: Machine) -> None:
    machine.has("python3", "#!/bin/sh\nexit 1\n")
    done = machine.run("scripts/setup.sh")
    assert done.returncode == 5
    assert done.stderr.startswith("handouts needs Python 3.11 or newer, and no python3 on PATH is not one.")
    assert "sudo apt-get install python3 python3-venv" in done.stderr
    assert "make handouts PYTHON=/path/to/python3" in done.stderr


def test_names_that_cannot_run_are_passed_over(machine: Machine) -> None:
    machine.has("python3.13", "#!/bin/sh\nexit 127\n")
    done = machine.run("scripts/setup.sh")
    assert (done.returncode, len(machine.called("-m venv"))) == (0, 1)


def test_python_without_ensurepip_gets_debians_package(machine: Machine) -> None:
    machine.has("python3", PYTHON.replace("case", "case $2 in *ensurepip*) exit 1 ;; esac\ncase"))
    apt_machine(machine, user=0)
    done = machine.run("scripts/setup.sh")
    assert done.returncode == 0, done.stderr
    version = "{}.{}".format(*sys.version_info)
    installs = f"apt-get -qq -y --no-install-recommends install python{version}-venv"
    assert machine.called("apt-get -qq -y") == [installs]


def test_all_that_is_missing_is_asked_for_at_once(machine: Machine) -> None:
    """Where the set-up may install nothing, one line for whoever may has all of it, and nothing is begun."""
    nothing = "case $2 in *ensurepip* | *ctypes*) exit 1 ;; esac"
    machine.has("python3", PYTHON.replace("case", f"{nothing}\ncase", 1))
    done = apt_machine(machine, user=1000).run("scripts/setup.sh")
    assert done.returncode == 5
    version = "{}.{}".format(*sys.version_info)
    names = f"python{version}-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert done.stderr.splitlines() == [
        f"These system packages are missing, and there is no sudo here; run as root: apt-get install {names}"
    ]
    assert not (machine.checkout / ".venv").exists()
    assert machine.called("-m") == []


def test_root_installs_without_sudo(machine: Machine) -> None:
    apt_machine(machine, user=0).has("sudo", LOGS)
    assert machine.run(*INSTALL).returncode == 0
    assert machine.log.read_text().splitlines() == [
        "apt-get -qq update",
        "apt-get -qq -y --no-install-recommends install libone libtwo",
    ]


def test_others_install_with_sudo(machine: Machine) -> None:
    apt_machine(machine, user=1000).has("sudo", LOGS)
    assert machine.run(*INSTALL).returncode == 0
    frontend = "env DEBIAN_FRONTEND=noninteractive"
    assert machine.log.read_text().splitlines() == [
        "sudo apt-get -qq update",
        f"sudo {frontend} apt-get -qq -y --no-install-recommends install libone libtwo",
    ]


def test_without_sudo_the_line_for_root_is_given(machine: Machine) -> None:
    done = apt_machine(machine, user=1000).run(*INSTALL)
    assert done.returncode == 5
    assert done.stderr.endswith("run as root: apt-get install libone libtwo\n")
    assert machine.log.read_text() == ""


def test_failing_apt_gives_the_line_to_run(machine: Machine) -> None:
    apt_machine(machine, user=0).has("apt-get", "#!/bin/sh\nexit 100\n")
    done = machine.run(*INSTALL)
    assert done.returncode == 5
    assert done.stderr.endswith("run by hand: apt-get install libone libtwo\n")


def test_homebrew_installs_by_its_own_names(machine: Machine) -> None:
    machine.has("brew", LOGS)
    assert machine.run(*INSTALL).returncode == 0
    assert machine.called("brew") == ["brew install --quiet one"]


def test_mac_without_homebrew_is_told_of_it(machine: Machine) -> None:
    machine.has("uname", "#!/bin/sh\necho Darwin\n")
    done = machine.run(*INSTALL)
    assert done.returncode == 5
    assert "then run: brew install one" in done.stderr


def test_tests_run_without_java_or_node_and_say_what_is_skipped(machine: Machine) -> None:
    done = machine.run("scripts/test.sh", "-k", "one")
    assert done.returncode == 0, done.stderr
    assert "the tests that ask veraPDF are skipped" in done.stdout
    assert "the tests that ask pdf.js, which is Firefox's, are skipped" in done.stdout
    (call,) = machine.called("-m pytest")
    assert re.fullmatch(r"-m pytest -n \d+ --dist loadfile -m not product -k one", call)


@pytest.mark.parametrize(
    ("how", "marks", "said"),
    [
        ("--quick", "not slow and not process and not verapdf and not product", ""),
        ("--all", "", "skipped"),
        ("--product", "product", "skipped"),
    ],
)
def test_less_or_more_is_run_when_asked(machine: Machine, how: str, marks: str, said: str) -> None:
    done = machine.run("scripts/test.sh", how, "tests/one.py")
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    (call,) = machine.called("-m pytest")
    assert call.endswith(f" --dist loadfile -m {marks} tests/one.py")
    assert bool(said) == ("veraPDF" in done.stdout) == ("pdf.js" in done.stdout)


def test_pdfjs_is_installed_once_in_its_pinned_version(machine: Machine) -> None:
    for command, script in (("node", LOGS), ("npm", LOGS), ("ln", LOGS)):
        machine.has(command, script)
    home = str(machine.root / "cache")
    first = machine.run("scripts/install-pdfjs.sh", XDG_CACHE_HOME=home)
    assert first.returncode == 0, first.stderr
    (call,) = machine.called("npm install")
    assert re.search(r"--no-package-lock .*--ignore-scripts .* pdfjs-dist@\d+\.\d+\.\d+$", call)
    assert machine.run("scripts/install-pdfjs.sh", XDG_CACHE_HOME=home).returncode == 0
    assert machine.called("npm install") == []
    assert machine.called("ln") == [f"ln -sfn {home}/handouts/pdfjs/{call.rpartition('@')[2]}/node_modules/pdfjs-dist "
                                    f"{machine.checkout}/.venv/pdfjs-dist"]  # fmt: skip


def test_pdfjs_without_node_is_told(machine: Machine) -> None:
    done = machine.run("scripts/install-pdfjs.sh", XDG_CACHE_HOME=str(machine.root))
    assert (done.returncode, done.stderr) == (5, "install-pdfjs: node is missing; install it first\n")


def test_the_build_server_runs_every_test_once_and_skips_none_for_lack_of_a_judge() -> None:
    commands = (PROJECT / ".ci" / "run").read_text().splitlines()
    assert "export CI=true" in commands
    assert [line.split()[1] for line in commands if line.startswith("needs ")] == [
        "java",
        "mvn",
        "node",
        "npm",
        "pdftotext",
    ]
    assert [line for line in commands if line.startswith(("make", "scripts/test"))] == [
        "make handouts",
        "make test",
        "scripts/test.sh --product",
    ]


def test_help_tells_every_target() -> None:
    shown = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    assert re.findall(r"^make ([\w-]+) +\w", shown, re.MULTILINE) == targets[1].split()
