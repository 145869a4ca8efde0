"""A run can be shown without a display, and being shown does not change it."""

import sys

import pytest

from tests.helpers.runs import SEED, all_bytes, programme
from wopsim.engines.agents.model import run
from wopsim.errors import MissingExtraError, ResultError
from wopsim.report.lettering import lettering
from wopsim.tracing.animation import Picture, mixed, pairs_of, picture, write_film
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

YEARS = 3
TITLE = lettering("A run", "run")


@pytest.fixture(scope="module")
def tiny_world() -> World:
    return synthesise(n_mentees=4, n_mentors=2, seed=5)


@pytest.fixture(scope="module")
def shown(tiny_world):
    film: list[Picture] = []
    record = run(tiny_world, programme(), SEED, 0, YEARS, lambda model: film.append(picture(model)))
    return film, record


def test_watching_changes_nothing(tiny_world, shown):
    assert all_bytes(run(tiny_world, programme(), SEED, 0, YEARS)) == all_bytes(shown[1])


def test_pictures_are_of_every_quarter_and_hold_the_money(shown):
    film, record = shown
    assert [found.time for found in film] == [quarter / 4 for quarter in range(4 * YEARS + 1)]
    assert film[-1].spent == sum(float(record.values[f"programme_{name}"]) for name in ("spent", "overhead", "invested"))


def test_a_pair_is_on_the_map_from_agreement_to_end(shown):
    _, record = shown
    pairs = pairs_of(record.events, YEARS)
    agreed = [(event.time, event.mentee) for event in record.events if event.kind == "agreed"]
    assert agreed
    assert sorted((pair.times[0], pair.mentee) for pair in pairs) == sorted(agreed)
    ended = {(event.time, event.mentee) for event in record.events if event.kind in ("exited", "ended_early")}
    assert {(pair.end, pair.mentee) for pair in pairs if pair.end < YEARS} == ended


def test_a_film_is_written_and_moves(shown, tmp_path):
    from PIL import Image

    path = write_film(*shown[:1], shown[1].events, TITLE, tmp_path / "run.gif")
    with Image.open(path) as film:
        assert film.n_frames == 8 * YEARS + 1
        first = film.convert("RGB").tobytes()
        film.seek(film.n_frames - 1)
        assert film.convert("RGB").tobytes() != first


def test_what_cannot_be_written_is_refused(shown, tmp_path, monkeypatch):
    with pytest.raises(ResultError, match=r"end the name with one of \.gif"):
        write_film(shown[0], [], TITLE, tmp_path / "run.doc")
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="cannot be written"):
        write_film(shown[0], [], TITLE, tmp_path / "file" / "run.gif")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingExtraError, match="Pillow"):
        write_film(shown[0], [], TITLE, tmp_path / "run.gif")


def test_colours_stay_between_their_ends():
    assert mixed((0, 0, 0), (200, 100, 50), 0.5) == (100, 50, 25)
    assert mixed((0, 0, 0), (200, 100, 50), 7.0) == (200, 100, 50)
