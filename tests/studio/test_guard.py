"""Each control of the page is attacked: who may ask, from where, with what."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import BASE, PORT, Desk, files, filled, make_desk, words
from httpx import Response
from starlette.routing import Route

from handouts.batch.lock import locked
from handouts.errors import EnvironmentFault
from handouts.studio.app import MAX_BODY, make_app
from handouts.studio.guard import HEADERS, OPEN, SERVED, Keys
from handouts.studio.page import LOCK, one_writer
from handouts.studio.settings import Settings

OWN_ADDRESS = "This page answers only at its own address.\n"
ROUTES = [
    route
    for route in make_app(Settings(None, Path("nowhere"), Path("nowhere"), None)).routes
    if isinstance(route, Route)
]
READING = sorted({filled(route.path) for route in ROUTES if "GET" in route.methods})
CHANGING = sorted({filled(route.path) for route in ROUTES if "POST" in route.methods})
HTML = ["/", "/preview", "/take", "/many", "/nothing-here"]


def test_there_is_something_to_attack() -> None:
    assert len(READING) >= 12
    assert len(CHANGING) >= 4
    assert {method for route in ROUTES for method in route.methods} == {"GET", "HEAD", "POST"}


HOSTS = ["evil.example", "127.0.0.1", "localhost", "127.0.0.1:1", f"127.0.0.1:{PORT}.evil.example", "",
         f"127.0.0.1.:{PORT}", f"[::1]:{PORT}", f"0.0.0.0:{PORT}", f"evil.example:{PORT}",
         f"127.0.0.1:{PORT}@evil.example"]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", OPEN, SERVED + "studio.css"])
def test_another_host_is_refused(still: Desk, host: str, path: str) -> None:
    answer = still.get(path, headers={"Host": host})
    assert (answer.status_code, answer.text) == (403, OWN_ADDRESS)


def test_two_hosts_are_refused(desk: Desk) -> None:
    headers = [("Host", f"127.0.0.1:{PORT}"), ("Host", "evil.example")]
    assert desk.client.request("GET", "/", headers=headers).status_code == 403


def test_both_names_of_this_computer_are_its_own(desk: Desk) -> None:
    assert desk.get("/many").status_code == 200
    assert desk.get("/many", headers={"Host": f"localhost:{PORT}"}).status_code == 200


@pytest.mark.parametrize("path", [path for path in READING if path != OPEN and not path.startswith(SERVED)])
@pytest.mark.parametrize("cookie", ["", "guessed", "é"])
def test_nobody_is_let_in_without_the_cookie(still: Desk, path: str, cookie: str) -> None:
    headers = {"Cookie": f"handouts-{PORT}={cookie}".encode()} if cookie else {}
    answer = still.stranger().get(path, headers=headers)
    assert answer.status_code == 403
    assert answer.text.startswith("This page is closed to whoever does not have its key.")


@pytest.mark.parametrize("path", CHANGING)
def test_nothing_changes_without_the_cookie(still: Desk, path: str) -> None:
    assert still.stranger().post(path, data={"token": still.token}).status_code == 403


def test_the_key_lets_in_and_leaves_a_cookie_that_no_script_reads(desk: Desk) -> None:
    browser = desk.stranger()
    answer = browser.get(OPEN, params={"key": desk.app.state.desk.keys.lasting})
    assert answer.status_code == 200
    said = answer.headers["set-cookie"]
    assert "HttpOnly" in said and "SameSite=strict" in said and "Max-Age" not in said and "expires" not in said.lower()
    assert desk.app.state.desk.keys.lasting not in said
    assert browser.get("/many").status_code == 200
    assert desk.stranger().get(OPEN, params={"key": desk.app.state.desk.keys.lasting}).status_code == 200


@pytest.mark.parametrize("key", ["", "guessed", "é", "token", "cookie"])
def test_a_wrong_key_lets_nobody_in(desk: Desk, key: str) -> None:
    keys = desk.app.state.desk.keys
    key = {"token": keys.token, "cookie": keys.cookie}.get(key, key)
    answer = desk.stranger().get(OPEN, params={"key": key})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "This key does not open the page." in answer.text


def test_the_key_that_a_browser_is_started_with_works_once() -> None:
    keys = Keys()
    once = keys.fresh_once()
    assert [keys.opens(once), keys.opens(once), keys.opens(keys.lasting), keys.opens(keys.lasting)] == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_are_refused(still: Desk, method: str) -> None:
    assert still.client.request(method, "/").status_code == 405


@pytest.mark.parametrize("path", CHANGING)
@pytest.mark.parametrize("token", [None, "", "guessed", "é", "cookie", "twice"])
def test_every_change_needs_the_token(still: Desk, path: str, token: str | None) -> None:
    before = files(still.settings.clinics_dir)
    keys = still.app.state.desk.keys
    data = {} if token is None else {"token": keys.cookie if token == "cookie" else token}
    answer = still.client.post(path, data=data, files={"table": ("clinics.csv", b"id,name,country\n")})
    assert answer.status_code == 403
    assert "This form is from before the page was started anew." in words(answer)
    assert files(still.settings.clinics_dir) == before
    assert not still.settings.output.exists()


@pytest.mark.parametrize("path", CHANGING)
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"https://127.0.0.1:{PORT}"},
     {"Origin": "http://127.0.0.1:1"}, {"Origin": f"http://localhost:{PORT}"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": BASE, "Sec-Fetch-Site": "cross-site"}],
    ids=str,
)  # fmt: skip
def test_a_form_of_another_page_is_refused_even_with_the_token(still: Desk, path: str, headers: dict[str, str]) -> None:
    answer = still.post(path, headers=headers)
    assert (answer.status_code, answer.text) == (403, "Only a form of this page itself can change anything.\n")


def test_a_form_of_our_own_is_taken(desk: Desk) -> None:
    answer = desk.post("/take", headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "Tick at least one sheet" in words(answer)


@pytest.mark.parametrize(
    "path", sorted({filled(route.path) for route in ROUTES if "POST" in route.methods} - set(READING))
)
def test_what_changes_cannot_be_asked_for_by_a_link(still: Desk, path: str) -> None:
    assert still.get(path, params={"token": still.token}).status_code == 405


QUIET = [path for path in READING if path not in ("/preview", OPEN)]


@pytest.mark.parametrize("path", QUIET)
def test_looking_changes_nothing(desk: Desk, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app.state.desk.previews, "ahead", lambda names: [*names])
    before = files(desk.settings.clinics_dir)
    everything = {"token": desk.token, "clinic": "tiny", "document": "en/pleural/overview", "name": "x", "save": "1"}
    answer = desk.get(path, params=everything)
    assert answer.status_code in (200, 404)
    assert files(desk.settings.clinics_dir) == before
    assert not desk.settings.output.exists()


def answers(desk: Desk) -> Iterator[Response]:
    yield from (desk.get(path) for path in ("/take", "/many", "/nothing-here", SERVED + "studio.css"))
    yield desk.get("/", headers={"Host": "evil.example"})
    yield desk.stranger().get("/")
    yield desk.client.post("/take")
    yield desk.client.request("PUT", "/")


def test_every_answer_shuts_others_out(desk: Desk) -> None:
    for answer in answers(desk):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache")
        assert "server" not in answer.headers


@pytest.mark.parametrize("path", ["/take", "/many", "/nothing-here"])
def test_a_page_asks_nothing_of_others_and_runs_nothing_inline(still: Desk, path: str) -> None:
    text = still.get(path).text
    assert text.startswith("<!DOCTYPE html>")
    assert re.findall(r"""<(?:script|link|img|form|iframe|object)[^>]*(?:src|href|action)="(?!/)[^"]*""", text) == []
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:", text) == []


PATHS = ["../../etc/passwd", "..", "/etc/passwd", "tiny/../../secret", "tiny/", "./tiny", "..\\..\\secret", "tiny\0",
         "TINY", "%2e%2e%2fsecret", "file:///etc/passwd", "C:\\secret", "x" * 5000, "\u202etiny",
         "en/pleural/../../../secret"]  # fmt: skip


@pytest.mark.parametrize("value", PATHS)
@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "clinic"), ("/take", "clinic"), ("/many", "clinic"), ("/preview", "clinic"), ("/", "type"), ("/", "edition"),
     ("/", "paper"), ("/preview", "document"), ("/preview", "edition"), ("/preview", "paper"), ("/preview", "zoom")],
)  # fmt: skip
def test_a_path_for_an_id_finds_nothing(still: Desk, path: str, name: str, value: str) -> None:
    (still.settings.clinics_dir.parent / "secret").write_text("a secret", encoding="utf-8")
    answer = still.get(path, params={name: value})
    assert answer.status_code == 404
    assert "There is no such" in words(answer)
    assert "a secret" not in answer.text and "root:" not in answer.text


@pytest.mark.parametrize("value", ["..%2f..%2fsecret", "%2e%2e", "..%5csecret", "tiny%00", "....", "secret"])
@pytest.mark.parametrize(
    "path",
    [
        SERVED + "{}",
        "/first-page/{}.png",
        "/preview/{}.pdf",
        "/preview/{}/1.png",
        "/made/{}",
        "/many/{}",
        "/made/{}/0.pdf",
    ],
)
def test_a_path_in_the_place_of_an_id_finds_nothing(still: Desk, path: str, value: str) -> None:
    for folder in (still.settings.clinics_dir.parent, still.app.state.desk.scratch()):
        (folder / "secret").write_text("a secret", encoding="utf-8")
    answer = still.get(path.format(value))
    assert answer.status_code == 404
    assert "a secret" not in answer.text


def test_a_request_that_says_it_is_too_large_is_refused(desk: Desk) -> None:
    answer = desk.post("/many", files={"table": ("clinics.csv", b"x" * MAX_BODY)})
    assert answer.status_code == 413
    assert words(answer) == "This is too large: at most 10 MB can be sent at once. Go back, and choose smaller files."
    assert not (desk.app.state.desk.scratch() / "tables").exists()


def test_a_request_that_does_not_say_how_large_it_is_is_refused_when_it_is(desk: Desk) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="table"; filename="clinics.csv"\r\n\r\n'
        for _ in range(MAX_BODY // 100_000 + 1):
            yield b"x" * 100_000

    answer = desk.client.post("/many", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "field",
    [{"files": [("logos", (f"{n}.png", b"x")) for n in range(300)]}, {"data": {"name": "x" * 1_100_000}}],
    ids=["files", "field"],
)
def test_a_form_that_says_too_much_is_refused(desk: Desk, field: dict[str, object]) -> None:
    plain = {"data": {"token": desk.token}, "files": [("logos", ("a.png", b"x"))]}
    answer = desk.client.post("/many", **(plain | field))
    assert answer.status_code == 400
    assert "This could not be understood." in words(answer)


def test_two_do_not_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.studio.page.WAIT", 0.1)
    entered, leave = threading.Event(), threading.Event()

    def first() -> None:
        with one_writer(tmp_path):
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(10)
    with pytest.raises(EnvironmentFault) as raised, one_writer(tmp_path):
        pytest.fail("two are inside")
    assert (
        str(raised.value.problems[0])
        == f"{tmp_path.as_posix()}: is being written to from another window; wait for it, then try again"
    )
    leave.set()
    thread.join()
    with one_writer(tmp_path):
        assert (tmp_path / LOCK).exists()


def test_a_build_of_another_program_is_waited_for_and_then_told(desk: Desk) -> None:
    builds = desk.app.state.desk.builds
    builds.options = type(builds.options)(desk.settings.output, wait=0.1, apart=True)
    with locked(desk.settings.output, 1):
        sent = {"clinic": "tiny", "document": "en/pleural/overview", "edition": "standard", "paper": "letter"}
        answer = desk.post("/take", sent)
        assert answer.status_code == 303
        thread = next((thread for thread in threading.enumerate() if thread.name == "build"), None)
        if thread:
            thread.join(10)
        page = words(desk.get(answer.headers["location"]))
    assert "The sheets could not be made" in page
    assert "another build is at work here" in page


def test_two_builds_at_once_are_refused_on_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    leave = threading.Event()
    monkeypatch.setattr("handouts.studio.builds.run.build", lambda *_: leave.wait(10))
    sent = {"document": "en/pleural/overview", "edition": "standard", "paper": "letter"}
    assert desk.post("/take", sent).status_code == 303
    second = desk.post("/take", sent)
    leave.set()
    assert second.status_code == 409
    assert "Other sheets are being made just now." in words(second)


def test_the_page_of_another_run_has_another_key(tmp_path: Path) -> None:
    before, after = make_desk(tmp_path, "tiny"), make_desk(tmp_path)
    before.client.cookies = after.client.cookies
    assert before.get("/many").status_code == 403
    assert after.client.post("/take", data={"token": before.token}).status_code == 403
