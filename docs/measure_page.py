"""Measure how long the live page takes from a key on a slider to its answer on the screen.

    python docs/measure_page.py [--changes N]

Starts `wopsim app` with the shipped default, and a Chromium beside it on the same machine, so both share its cores. Moves the budget of a
design to places where it never was, and waits each time until the page is still: a moment after the last answer its sentence says what is
worth knowing first. Prints of every change, and as medians, the seconds from the key until the browser has drawn the first answer and the
last one, and the status of either.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
from pathlib import Path

from headless_browser import browser

SLIDER = "[...document.querySelectorAll('.side .v-input__slider')].find((one) => /Budget/.test(one.textContent))"
STATUS = "document.querySelector('.status').textContent"
GROWS = "Sharper in a moment"
"""Stands in the status of an answer that is not the last."""
STILL = 1.5
"""Seconds without any change, after which nothing follows."""
WATCH = """(() => {
  const part = document.querySelector(".told");
  let began = 0;
  window.seen = [];
  document.addEventListener("keydown", () => { began = performance.now(); window.seen = []; }, true);
  new MutationObserver(() => {
    window.changed = performance.now();
    if (!began || part.classList.contains("behind")) return;
    const words = document.querySelector(".status").textContent;
    requestAnimationFrame(() => setTimeout(() => window.seen.push([(performance.now() - began) / 1000, words]), 0));
  }).observe(part.parentElement, { childList: true, subtree: true, attributes: true, characterData: true });
})()"""


def main() -> None:
    """Print the times of changes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=12, help="how often the slider is moved, 12 where none is given")
    changes = parser.parse_args().changes
    with subprocess.Popen([Path(sys.executable).parent / "wopsim", "app"], stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            address = next(filter(None, (re.search(r"http://\S+", line) for line in serving.stdout)))[0]
            with browser() as seen:
                seen.open(address, 1600, 1000)
                seen.wait("Boolean(document.querySelector('.told table'))")
                seen.wait(f"!{STATUS}.includes('{GROWS}')")
                seen.run(WATCH)
                times = []
                for _ in range(changes):
                    seen.run(f"{SLIDER}.querySelector('[role=slider]').focus()")
                    for kind in ("rawKeyDown", "keyUp"):
                        seen.ask("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
                    seen.wait(f"window.seen.length && !{STATUS}.includes('{GROWS}') && performance.now() - window.changed > {1000 * STILL}")
                    grown = f"window.seen.find((one) => !one[1].includes('{GROWS}'))"
                    (first, words), (last, last_words) = seen.run(f"[window.seen[0], {grown}]")
                    times.append((first, last))
                    sys.stdout.write(f"{first:.2f} s: {words}\n{last:.2f} s: {last_words}\n")
                sys.stdout.write("medians: {:.2f} s, {:.2f} s\n".format(*map(statistics.median, zip(*times, strict=True))))
        finally:
            serving.terminate()


if __name__ == "__main__":
    main()
