"""Drive a Chromium without a window, to take pictures of pages. Needs `chromium` on the path, or its name in CHROMIUM."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = (os.environ.get("CHROMIUM", "chromium"), "chromium-browser", "google-chrome")
PATIENCE = 180.0
"""Seconds that a page may take until it shows what is waited for: the first answer of the live page runs the engine."""


class Browser:
    """A page of a browser, driven by what its developer tools understand.

    Parameters
    ----------
    connection : to the page.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Return what the developer tools answer."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": arguments}))
        while True:
            answer = json.loads(self._connection.recv(PATIENCE))
            if answer.get("id") == number:  # all else are events
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def open(self, address: str, width: int, height: int) -> None:
        """Open a page in a window of a size [px]."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setScrollbarsHidden", hidden=True)
        self.ask("Page.navigate", url=address)
        self.wait(f"location.href != 'about:blank' && document.readyState == 'complete' && innerWidth == {width}")

    def run(self, script: str) -> Any:
        """Return what an expression of JavaScript gives."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in found:
            raise SystemExit(f"{script}: {found['exceptionDetails']['exception'].get('description')}")
        return found["result"].get("value")

    def wait(self, script: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + PATIENCE
        while not self.run(script):
            if time.monotonic() > until:
                raise SystemExit(f"the page did not come so far within {PATIENCE:.0f} seconds: {script}")
            time.sleep(0.2)

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser that keeps nothing, and end it."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise SystemExit("no Chromium was found; install it, or name it: CHROMIUM=/path/to/chrome python docs/make_screenshots.py")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", f"--user-data-dir={folder}"]
        process = subprocess.Popen([program, *options, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{_port(Path(folder), process)}/json/list") as pages:
                page = next(one for one in json.load(pages) if one["type"] == "page")
            with connect(page["webSocketDebuggerUrl"], max_size=None) as connection:
                yield Browser(connection)
        finally:
            process.terminate()
            process.wait()


def _port(folder: Path, process: subprocess.Popen[bytes]) -> int:
    """Return where the browser listens, which it writes into its folder."""
    told = folder / "DevToolsActivePort"
    until = time.monotonic() + PATIENCE
    while not (told.exists() and told.read_text(encoding="utf-8").count("\n")):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit("the browser did not start")
        time.sleep(0.1)
    return int(told.read_text(encoding="utf-8").splitlines()[0])
