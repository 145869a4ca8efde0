"""Run the commands of the tutorial and write what they print into it, docs/tutorial/your-programme.md: `python docs/make_tutorial.py`.

Files that the page shows are saved in an empty folder, and its commands run there in order, some two minutes in all. What a command
prints replaces the lines below it that stand between `<!-- made: 4 lines -->`, the first so many, or `<!-- made: all -->`, and
`<!-- end -->`. What is marked `<!-- no-run -->` is left out. Then a picture is taken of the report, which needs a Chromium.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from wopsim.durable import write_text

PAGE = Path(__file__).resolve().parent / "tutorial" / "your-programme.md"
FILE = re.compile(r"^```\w+ title=\"([^\"]+)\"\n(.*?)^```$", re.M | re.S)
STEP = re.compile(
    r"(?P<skip><!-- no-run -->\n)?^```console\n(?P<commands>.*?)^```\n"
    r"(?P<shown>\n<!-- made: (?P<kept>all|\d+ lines) -->\n.*?<!-- end -->)?",
    re.M | re.S,
)


def main() -> None:
    """Write the page, and the picture that it shows."""
    from make_screenshots import first_screen, save  # the page alone needs neither typst nor a browser

    with tempfile.TemporaryDirectory() as folder:
        write_text(PAGE, page(PAGE.read_text(encoding="utf-8"), folder))
        save(first_screen(Path(folder) / "report.html", 1000, 985), "tutorial")


def page(text: str, folder: str) -> str:
    """Return the page with what its commands print now, run in `folder`."""
    for name, content in FILE.findall(text):
        (Path(folder) / name).write_text(content, encoding="utf-8")
    return STEP.sub(lambda step: step[0] if step["skip"] else with_output(step, folder), text)


def with_output(step: re.Match[str], folder: str) -> str:
    """Return a step of the page, run in `folder`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(step["commands"], shell=True, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{step['commands']}{done.stderr}")
    return step[0] if step["shown"] is None else step[0].replace(step["shown"], shown(done.stdout, done.stderr, step["kept"]))


def shown(out: str, err: str, kept: str) -> str:
    """Return what the page shows of what a command printed: notes first, and no bars of progress."""
    notes = [line for line in err.splitlines() if line.startswith("Note:")]
    lines = [line.rstrip() for line in [*notes, *out.splitlines()]]
    text = "\n".join(lines if kept == "all" else lines[: int(kept.split()[0])])
    return f"\n<!-- made: {kept} -->\n```text\n{text}\n```\n<!-- end -->"


if __name__ == "__main__":
    main()
