"""Serve the live page on this machine, to whoever has its token. Needs the extra `dashboard`."""

from __future__ import annotations

import logging
import secrets
import socket
import warnings
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from wopsim.app.brought_world import BroughtWorlds
from wopsim.app.page_access import Messages, PageAccess, Scope, Send
from wopsim.errors import WopsimError
from wopsim.extras import missing_extra
from wopsim.limits import TABLE_BYTES

if TYPE_CHECKING:
    from wopsim.app.growing_answer import GrowingAnswer
    from wopsim.app.two_designs import TwoDesigns

HOST = "127.0.0.1"


def require_solara() -> None:
    """Check that the page can be served.

    Raises
    ------
    MissingExtraError : solara is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import solara.server.settings as of_server
            import uvicorn
    except ImportError as error:
        raise missing_extra("the live page", f"solara ({error})", "dashboard") from error
    assert uvicorn
    of_server.telemetry.mixpanel_enable = False  # nothing leaves this machine
    of_server.main.mode = "production"
    of_server.theme.show_banner = False
    of_server.theme.title = "wopsim"


def serve(question: TwoDesigns, port: int, tell: Callable[[str], None]) -> None:
    """Serve the page until somebody stops it.

    Parameters
    ----------
    question : what it shows first.
    port : to listen at; 0 takes a free one.
    tell : called with the address once the page can be opened.

    Raises
    ------
    MissingExtraError : solara is not installed. WopsimError : the port is taken.
    """
    require_solara()
    from threadpoolctl import threadpool_limits

    from wopsim.app.growing_answer import GrowingAnswer

    answers = GrowingAnswer()
    # Matrices of a question are small: more threads of linear algebra would keep a core busy with waiting, which the browser needs to draw.
    with threadpool_limits(1), listening(port) as listener, answers.at_work(question), closing(BroughtWorlds()) as worlds:
        _serve(question, answers, worlds, listener, tell)


def _serve(
    question: TwoDesigns, answers: GrowingAnswer, worlds: BroughtWorlds, listener: socket.socket, tell: Callable[[str], None]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import solara.server.app as apps
        import solara.server.starlette as behind
        import uvicorn

        from wopsim.app import live_page
        from wopsim.app.page_server import PageServer

    live_page.begin_with(question, answers, worlds)
    apps.apps["__default__"] = apps.AppScript("wopsim.app.live_page:Page")
    warnings.filterwarnings("ignore", module=r"solara.*")  # that cookies go over http, which is meant: nothing leaves the machine
    logging.getLogger("solara").setLevel(logging.ERROR)
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(32)

    async def visited(scope: Scope, receive: Messages, send: Send) -> None:
        if scope["type"] != "lifespan":  # the server's own beginning and end
            answers.give_way()
        await behind.app(scope, receive, send)

    config = uvicorn.Config(
        PageAccess(visited, token, port),
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
        ws_max_size=2 * TABLE_BYTES,
    )
    PageServer(config, lambda: tell(f"http://{HOST}:{port}/?token={token}")).run(sockets=[listener])


def listening(port: int) -> socket.socket:
    """Return a socket of this machine alone that others can connect to.

    Raises
    ------
    WopsimError : the port is taken.
    """
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise WopsimError(f"cannot listen at port {port}: {error.strerror or error}; take another with --port.") from None
    return listener
