"""Take the pictures of report, brief and live page that the how-tos show: `python docs/make_screenshots.py [NAME ...]`.

NAME is `report`, `brief` or `app`; all three, of the default study, take about two minutes. Report and live page need a Chromium.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import matplotlib
import typst
from headless_browser import browser
from PIL import Image

import wopsim as ws
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_pdf import TEMPLATE
from wopsim.without_works import share_without_works

FIGURES = Path(__file__).resolve().parent / "figures"
MOST_BYTES = 300_000
BETWEEN_PAGES = 8
"""Pixels of grey between the two pages of a brief."""
QUARTER, FOLLOWED = 18, "Utility SSA-040"


def report() -> Image.Image:
    """Return the first screen of the report."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        subprocess.run([_wopsim(), "report", "--out", page], check=True)
        return first_screen(page, 1000, 1040)


def first_screen(page: Path, width: int, height: int) -> Image.Image:
    """Return what a window of a size shows of a page first."""
    with browser() as seen:
        seen.open(page.as_uri(), width, height)
        return Image.open(io.BytesIO(seen.picture()))


def brief() -> Image.Image:
    """Return the two pages of the brief beside each other."""
    result = ws.run()
    decision = result.decide()
    facts = brief_facts(result, decision, "en", share_without_works(result, decision))
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    data = {"data": json.dumps(facts, ensure_ascii=False)}
    made = typst.compile(str(TEMPLATE), sys_inputs=data, font_paths=[str(fonts)], ignore_system_fonts=True, format="png", ppi=75)
    pages = [Image.open(io.BytesIO(page)) for page in made]
    width, height = sum(page.width for page in pages) + BETWEEN_PAGES * (len(pages) - 1), max(page.height for page in pages)
    beside = Image.new("RGB", (width, height), "#909898")
    at = 0
    for page in pages:
        beside.paste(page, (at, 0))
        at += page.width + BETWEEN_PAGES
    return beside


def app() -> Image.Image:
    """Return the live page with one run, in the middle of its programme."""
    serving = subprocess.Popen([_wopsim(), "app"], stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout is not None
        address = next(filter(None, (re.search(r"http://\S+", line) for line in serving.stdout)))[0]
        with browser() as seen:
            seen.open(address, 1860, 1095)
            tab = "[...document.querySelectorAll('[role=tab]')].find((tab) => /one run/i.test(tab.textContent))"
            seen.wait(f"Boolean({tab})")
            seen.run(f"{tab}.click()")
            run = "document.querySelector('iframe.run')?.contentDocument"
            seen.wait(f"{run}?.getElementById('controls')?.hidden === false")
            followed = seen.run(f"[...{run}.getElementById('who').options].find((one) => one.text.startsWith('{FOLLOWED}')).value")
            for control, value, event in (("at", QUARTER, "input"), ("who", followed, "change")):
                seen.run(f"Object.assign({run}.getElementById('{control}'), {{value: '{value}'}}).dispatchEvent(new Event('{event}'))")
            picture = Image.open(io.BytesIO(seen.picture()))
            return picture.resize((1300, 765), Image.Resampling.LANCZOS)
    finally:
        serving.terminate()
        serving.wait()


MAKERS: dict[str, Callable[[], Image.Image]] = {"report": report, "brief": brief, "app": app}


def save(image: Image.Image, name: str) -> None:
    """Write a picture as a small file; of its colours the rare ones are kept too, such as that of a few dots."""
    path = FIGURES / f"{name}.png"
    image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{path} has {size:,} bytes, which is more than {MOST_BYTES:,}")


def _wopsim() -> str:
    return str(Path(sys.executable).with_name("wopsim"))


if __name__ == "__main__":
    for name in sys.argv[1:] or MAKERS:
        save(MAKERS[name](), name)
