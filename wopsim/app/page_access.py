"""Who may talk to the live page: whoever has its token, from this machine, by its own address."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Messages = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Messages, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost")
"""Hosts by which the page may be called: another name would be a web site that points at this machine."""
REFUSED = b"403: this page answers only the address with its token that `wopsim app` printed, on the same machine.\n"


class PageAccess:
    """An ASGI application before another one: it lets through what shows the token, and answers 403 to everything else.

    The address that is printed holds the token; whoever opens it gets a cookie that no script can read, and an address without it.

    Parameters
    ----------
    inner : what stands behind.
    token : the secret. port : of the page.
    """

    def __init__(self, inner: Application, token: str, port: int) -> None:
        self._inner = inner
        self._token = token
        self._cookie = f"wopsim-{port}"  # cookies of one host are shared by its ports
        self._hosts = {f"{host}:{port}" for host in LOOPBACK}

    async def __call__(self, scope: Scope, receive: Messages, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        shown = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not self._from_here(headers):
            await _refuse(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and self._is_token(shown):
            await _send_on(scope["path"], f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict", send)
        elif self._is_token(_cookie(headers.get(b"cookie", ""), self._cookie)):
            await self._inner(scope, receive, send)
        else:
            await _refuse(scope, receive, send)

    def _from_here(self, headers: dict[bytes, str]) -> bool:
        """Whether a request names this page, and no other page sent it."""
        origin = headers.get(b"origin")
        return headers.get(b"host") in self._hosts and (origin is None or origin in {f"http://{host}" for host in self._hosts})

    def _is_token(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode("utf-8"), self._token.encode("utf-8"))


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


async def _send_on(path: str, cookie: str, send: Send) -> None:
    """Answer with the same address without the token."""
    place = "/" + path.lstrip("/")  # two slashes in front would name another host
    headers = [
        (b"location", place.encode("ascii", "ignore")),
        (b"set-cookie", cookie.encode("latin-1")),
        (b"referrer-policy", b"no-referrer"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(scope: Scope, receive: Messages, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # before it is accepted: a 403
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain; charset=utf-8")]})
    await send({"type": "http.response.body", "body": REFUSED})
