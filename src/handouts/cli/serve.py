"""`handouts serve`: the web page for the clinic's staff."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _options
from handouts.errors import EnvironmentFault, Problem

if TYPE_CHECKING:
    from handouts.studio.settings import Settings

NEEDED = ("starlette", "uvicorn", "python_multipart", "ruamel", "watchfiles")
PORT = 8737
LOOPBACK = "127.0.0.1"
SECONDS_TO_END = 2


def port(default: int) -> Any:
    """`--port N`."""
    given = {"type": click.IntRange(0, 65535), "default": default, "show_default": True}
    return click.option("--port", **given, help="0 for any that is free.")


def in_browser() -> Any:
    """`--open`."""
    return click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")


@click.command()
@_options.clinic(help="The clinic's folder to begin with (it holds brand.yaml).")
@click.option(
    "--clinics-dir",
    metavar="DIR",
    type=_options.FOLDER,
    default=Path(),
    help="The folder that clinics' folders lie in.  [default: the current folder]",
)
@_options.output()
@port(PORT)
@in_browser()
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="How many to make at a time.")
@_options.as_of()
def serve(
    clinic: Path | None,
    clinics_dir: Path,
    output: Path,
    port: int,
    open_: bool,
    jobs: int,
    as_of: dt.date | None,
) -> None:
    """Open a web page for all this: choose sheets, put your clinic's name on, look at them, print them.

    The page runs on this computer alone and sends nothing anywhere. It prints its address; Ctrl-C ends it.
    """
    run(port, open_, clinic=clinic, clinics_dir=clinics_dir, output=output, as_of=_options.today(as_of), jobs=jobs)


def run(port: int, open_: bool, **settings: Any) -> None:
    """Open the page with these settings at a port, and stay until it is ended."""
    require_extra()
    from handouts.studio.settings import Settings

    cache = _options.cache_folder()
    if problem := _options.cache_fault(cache):
        click.echo(str(problem), err=True)
    with contextlib.closing(_listening(port)) as listener:
        _serve(Settings(port=listener.getsockname()[1], cache=cache, **settings), listener, open_)


def require_extra() -> None:
    """Raises EnvironmentFault that says what to install where the packages for the page are not there."""
    if any(find_spec(name) is None for name in NEEDED):
        message = "needs some packages more; install them with: python -m pip install 'handouts[serve]'"
        raise EnvironmentFault([Problem("handouts serve", 0, 0, "", message)])


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()  # before the address is told: whoever comes at once waits a moment
    except OSError as error:
        listener.close()
        message = f"cannot be used ({error.strerror}); another page may be open there: use it, or give another --port"
        raise EnvironmentFault([Problem(f"port {port}", 0, 0, "", message)]) from error
    return listener


def _serve(settings: Settings, listener: socket.socket, open_: bool) -> None:
    import uvicorn

    from handouts.studio.app import make_app

    app = make_app(settings)
    keys, base = app.state.desk.keys, f"http://{LOOPBACK}:{settings.port}/open?key="
    click.echo(f"The page is at  {base}{keys.lasting}")
    click.echo("Open this address in a browser on this computer. Ctrl-C here ends the page.")
    if open_:
        webbrowser.open_new_tab(base + keys.fresh_once())
    # Who follows the files listens without end, and must not keep the program from ending.
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, server_header=False, timeout_graceful_shutdown=SECONDS_TO_END
    )
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how it ends when all is well
        uvicorn.Server(config).run(sockets=[listener])
