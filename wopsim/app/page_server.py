"""The web server of the live page: it says when it can be reached, and ends at once."""

from __future__ import annotations

from collections.abc import Callable
from socket import socket
from types import FrameType

import uvicorn


class PageServer(uvicorn.Server):
    """Uvicorn for one page of one person, who does not wait until every connection was closed politely.

    Parameters
    ----------
    config : of uvicorn.
    begun : called once the page can be opened.
    """

    def __init__(self, config: uvicorn.Config, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen, and say so: a signal from now on is heard by the server."""
        await super().startup(sockets)
        self._begun()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at the first signal."""
        super().handle_exit(sig, frame)
        self.force_exit = True

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close connections, and let the application end, which uvicorn leaves out where somebody is in a hurry."""
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()
