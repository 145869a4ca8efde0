"""The live page answers its token, its own address, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from typer.testing import CliRunner

from wopsim.app.page_access import PageAccess
from wopsim.app.serving import listening
from wopsim.cli.main import app
from wopsim.errors import WopsimError

PORT, TOKEN = 8123, "s3cret"
HOST = f"127.0.0.1:{PORT}"
COOKIE = f"wopsim-{PORT}={TOKEN}"
Sent = list[MutableMapping[str, Any]]


def ask(kind: str = "http", path: str = "/", query: str = "", method: str = "GET", **headers: str) -> tuple[Sent, bool]:
    """What is answered, and whether the application behind the door was reached."""
    sent: Sent = []
    reached = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": f"{kind}.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    named = {"host": HOST} | headers
    scope = {
        "type": kind, "method": method, "path": path, "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }  # fmt: skip
    asyncio.run(PageAccess(behind, TOKEN, PORT)(scope, receive, send))
    return sent, bool(reached)


@pytest.mark.parametrize("path", ["/", "/static/x.js", "/jupyter/api/kernels/1", "/readyz"])
@pytest.mark.parametrize("shown", [{}, {"query": "token=wrong"}, {"query": "token="}, {"cookie": f"wopsim-{PORT}=wrong"}, {"cookie": "="}])
def test_without_the_token_it_is_403(path: str, shown: dict[str, str]) -> None:
    sent, reached = ask(path=path, **shown)
    assert sent[0]["status"] == 403
    assert not reached


def test_the_token_gives_a_cookie_that_scripts_cannot_read_and_an_address_without_it() -> None:
    sent, reached = ask(query=f"token={TOKEN}")
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"location"], reached) == (303, b"/", False)
    assert headers[b"set-cookie"] == f"{COOKIE}; Path=/; HttpOnly; SameSite=Strict".encode()


def test_no_address_leads_elsewhere() -> None:
    sent, _ = ask(path="//example.org/x", query=f"token={TOKEN}")
    assert dict(sent[0]["headers"])[b"location"] == b"/example.org/x"


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_with_the_cookie_the_page_is_there(kind: str) -> None:
    assert ask(kind, cookie=COOKIE) == ([], True)
    assert ask(kind, cookie=COOKIE, origin=f"http://{HOST}")[1]
    assert ask(kind, cookie=f"other=1; {COOKIE}", host=f"localhost:{PORT}")[1]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "headers",
    [{"host": f"example.org:{PORT}"}, {"host": "127.0.0.1:1"}, {"host": ""}, {"origin": "http://example.org"}, {"origin": "null"}],
)
def test_another_name_or_another_page_is_refused_even_with_the_cookie(kind: str, headers: dict[str, str]) -> None:
    assert not ask(kind, cookie=COOKIE, **headers)[1]


def test_a_websocket_without_the_token_is_closed_before_it_opens() -> None:
    sent, reached = ask("websocket", query=f"token={TOKEN}")  # the token in an address is for pages
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert not reached


def test_it_listens_on_this_machine_alone_and_a_taken_port_is_told() -> None:
    with listening(0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(WopsimError, match=rf"cannot listen at port {port}.*--port"):
            listening(port)


def test_a_mistake_in_the_study_is_told_before_anything_is_served() -> None:
    done = CliRunner().invoke(app, ["app", "no_such_study"])
    assert done.exit_code == 2
    assert "no_such_study" in done.output
