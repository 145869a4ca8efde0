"""A run as a moving map, drawn with salabim. Besides `clock.py` the only file that touches salabim.

A run is not slowed or changed by being shown: pictures are kept while it goes on (`picture`), and a second salabim
environment, which knows nothing of the model, plays them afterwards without a display.
"""

from __future__ import annotations

import importlib.util
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import salabim

from wopsim.counting import counted
from wopsim.durable import replacing
from wopsim.engines.agents import clock
from wopsim.engines.events import Event
from wopsim.errors import MissingExtraError, ResultError
from wopsim.rules import water
from wopsim.streams import Floats

if TYPE_CHECKING:
    from wopsim.engines.agents.model import WopModel
    from wopsim.report.lettering import Lettering

assert clock  # it sets salabim up

WIDTH, HEIGHT, MARGIN, HEAD, KEYS = 1000, 600, 40, 90, 50  # pixel
STRETCH = 1.3  # latitudes beside longitudes, about right where most utilities are
FRAMES_A_YEAR, YEARS_A_SECOND = 8, 1.0
WITH_OPENCV = (".mp4", ".avi")
WITH_PILLOW = (".gif", ".webp", ".png")
POINTS = 0.10  # change of NRW that has the full colour [1]
ENDS = ("exited", "ended_early", "ended_at_review", "ran_out_of_money")
Colour = tuple[int, int, int]
GREY, BLUE, RED, ORANGE, GREEN, DARK = (190, 190, 190), (0, 90, 181), (200, 40, 30), (230, 150, 0), (0, 120, 70), (60, 60, 60)


@dataclass(frozen=True)
class Picture:
    """What is shown at one moment.

    Parameters
    ----------
    time : since the start [year].
    names, latitude, longitude, is_mentor, nrw : by utility.
    spent : programme money so far, overhead and works money included [EUR2024].
    """

    time: float
    names: Sequence[str]
    latitude: Floats
    longitude: Floats
    is_mentor: Sequence[bool]
    nrw: Floats
    spent: float


@dataclass(frozen=True)
class Pair:
    """A partnership on the map: from the agreement to its end, with its trust over time [year], [1]."""

    mentee: str
    mentor: str
    times: list[float]
    trust: list[float]
    end: float


def picture(model: WopModel) -> Picture:
    """Return what is shown of a model now."""
    funder = model.funder
    # the share itself is measured at the end of a year only
    nrw = np.asarray(water.ratio(model.column("lost"), model.column("system_input")))
    return Picture(
        model.quarter / 4.0, model.names,
        model.table["latitude"].to_numpy(dtype=np.float64), model.table["longitude"].to_numpy(dtype=np.float64),
        model.column("is_mentor").tolist(), nrw,
        funder.spent + funder.overhead + funder.invested,
    )  # fmt: skip


def pairs_of(events: list[Event], horizon: float) -> list[Pair]:
    """Return the partnerships that were agreed; those that never ended end at the horizon [year]."""
    found: list[Pair] = []
    current: dict[str, Pair] = {}
    for event in events:
        if event.kind == "agreed" and event.mentor is not None:
            current[event.mentee] = Pair(event.mentee, event.mentor, [], [], horizon)
        pair = current.get(event.mentee)
        if pair is None or event.mentor is None or math.isnan(event.trust):
            continue
        pair.times.append(event.time)
        pair.trust.append(event.trust)
        if event.kind in ENDS:
            found.append(Pair(pair.mentee, pair.mentor, pair.times, pair.trust, event.time))
            del current[event.mentee]
    return found + list(current.values())


def write_film(pictures: list[Picture], events: list[Event], title: Lettering, out: Path) -> Path:
    """Draw pictures and events as a film.

    Parameters
    ----------
    pictures : one a quarter, the start first; events : of the same run.
    title : stands above the map.
    out : file to write; its ending says what kind.

    Raises
    ------
    ResultError : an ending that cannot be written, or a folder that cannot.
    MissingExtraError : Pillow, Tk or OpenCV is not installed.
    """
    _check(out)
    environment = salabim.Environment(
        trace=False, random_seed="", set_numpy_random_seed=False, yieldless=False, print_trace_header=False, blind_animation=True
    )
    _draw(environment, pictures, events, title)
    try:
        with replacing(out) as draft:
            environment.animation_parameters(
                width=WIDTH, height=HEIGHT, background_color="white", fps=FRAMES_A_YEAR * YEARS_A_SECOND, speed=YEARS_A_SECOND,
                show_time=False, show_menu_buttons=False, video_repeat=0, video=str(draft), animate=True,
            )  # fmt: skip
            environment.run(till=pictures[-1].time + 1.0 / FRAMES_A_YEAR)
            environment.video_close()
    except OSError as error:
        raise ResultError(f"{out} cannot be written: {error.strerror or error}.") from error
    return out


def _check(out: Path) -> None:
    """Refuse what cannot be written before anything is run."""
    if out.suffix.lower() not in WITH_PILLOW + WITH_OPENCV:
        raise ResultError(f"cannot write an animation to {out}; end the name with one of {', '.join(WITH_PILLOW + WITH_OPENCV)}.")
    if out.suffix.lower() in WITH_OPENCV and importlib.util.find_spec("cv2") is None:
        raise MissingExtraError(f"{out.suffix} needs OpenCV (pip install opencv-python-headless); or write a .gif.")
    try:
        from PIL import ImageTk
    except ImportError as error:
        raise MissingExtraError(
            f"the animation needs Pillow and Tk ({error}); no display is used. Tk comes with Python, or as python3-tk on Debian and Ubuntu."
        ) from error
    assert ImageTk


def _draw(environment: salabim.Environment, pictures: list[Picture], events: list[Event], title: Lettering) -> None:
    first = pictures[0]
    place = _map(first)
    horizon = pictures[-1].time

    def now(t: float) -> Picture:
        return pictures[min(len(pictures) - 1, max(0, int(t * 4.0 + 1e-9)))]

    pairs = pairs_of(events, horizon)
    row = {name: number for number, name in enumerate(first.names)}
    for pair in pairs:
        ends = (*place[row[pair.mentor]], *place[row[pair.mentee]])
        salabim.AnimateLine(spec=ends, linewidth=2, linecolor=_trusted(pair), visible=_alive(pair), layer=2, env=environment)
    for number, at in enumerate(place):
        colour = _changed(number, now, first)
        if first.is_mentor[number]:
            salabim.AnimateRectangle(spec=(-4, -4, 4, 4), x=at[0], y=at[1], fillcolor=DARK, layer=1, env=environment)
        else:
            salabim.AnimateCircle(radius=5, x=at[0], y=at[1], fillcolor=colour, linewidth=1, linecolor="white", layer=1, env=environment)
    missions = sorted(event.time for event in events if event.kind == "mission")

    def counters(t: float) -> str:
        living = sum(_alive(pair)(t) for pair in pairs)
        money = f"{now(t).spent / 1e6:.1f} million EUR spent"
        return (
            f"Year {min(t, horizon):4.1f}    {counted(living, 'partnership')}    {counted(bisect_right(missions, t), 'mission')}    {money}"
        )

    head = {"layer": 0, "env": environment, "textcolor": DARK}
    salabim.AnimateText(text=title.plain, x=MARGIN, y=HEIGHT - 32, fontsize=20, font=title.file, **head)
    salabim.AnimateText(text=counters, x=MARGIN, y=HEIGHT - 62, fontsize=16, **head)
    points = f"{100 * POINTS:.0f}"
    keys = [
        (BLUE, f"NRW {points} points lower than at the start"), (RED, f"{points} points higher"), (DARK, "mentor"),
        (GREEN, "full trust"), (ORANGE, "no trust"),
    ]  # fmt: skip
    x = MARGIN
    for key, text in keys:
        salabim.AnimateRectangle(spec=(0, 0, 12, 12), x=x, y=14, fillcolor=key, layer=0, env=environment)
        salabim.AnimateText(text=text, x=x + 18, y=14, fontsize=13, **head)
        x += 40 + 8 * len(text)


def _map(first: Picture) -> list[tuple[float, float]]:
    """Places on the picture [pixel]: longitude to the right, latitude upwards and a little stretched, as large as fits."""
    west, east = float(first.longitude.min()), float(first.longitude.max())
    south, north = float(first.latitude.min()), float(first.latitude.max())
    across, up = WIDTH - 2 * MARGIN, HEIGHT - HEAD - KEYS
    scale = min(across / max(1.0, east - west), up / max(1.0, north - south) / STRETCH)
    bottom = KEYS + (HEIGHT - HEAD - KEYS - (north - south) * scale * STRETCH) / 2.0
    right, above = MARGIN + (first.longitude - west) * scale, bottom + (first.latitude - south) * scale * STRETCH
    return list(zip(right.tolist(), above.tolist(), strict=True))


def _alive(pair: Pair) -> Callable[[float], bool]:
    return lambda t: pair.times[0] <= t < pair.end


def _trusted(pair: Pair) -> Callable[[float], Colour]:
    return lambda t: mixed(ORANGE, GREEN, pair.trust[max(0, bisect_right(pair.times, t) - 1)])


def _changed(number: int, now: Callable[[float], Picture], first: Picture) -> Callable[[float], Colour]:
    def colour(t: float) -> Colour:
        change = float(now(t).nrw[number] - first.nrw[number])
        return mixed(GREY, RED if change > 0 else BLUE, abs(change) / POINTS)

    return colour


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two, 0 is the first, 1 or more the other."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
