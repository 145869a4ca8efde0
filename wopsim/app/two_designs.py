"""What the live page asks: two designs in one world, as a study that can be run, saved and reported."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wopsim.declare import Value
from wopsim.errors import WopsimError
from wopsim.strategies.design import EVERYBODY, LISTS, names_in
from wopsim.study.draws import PRIORS, SHIPPED
from wopsim.study.scenario import Scenario, Study

NAMES = ("design_a", "design_b")
"""Of the two designs, in study files."""
LETTERS = ("A", "B")
"""Of the two designs, on the page."""
SAVED = "two_designs"
"""Name of a study that is saved, without its ending."""
MOST_SAVED = 100
"""Plausible worlds of a study that is saved before any answer was there."""


@dataclass(frozen=True)
class Side:
    """One design: its label and all that it sets."""

    label: str
    settings: dict[str, Value]

    def with_setting(self, name: str, value: Value) -> Side:
        """Return the design with another value of one setting."""
        return replace(self, settings={**self.settings, name: value})


@dataclass(frozen=True)
class TwoDesigns:
    """A question of the live page.

    Parameters
    ----------
    study : where it began: title, seed, years, where numbers are drawn from, and what all its scenarios share.
    sides : the two designs.
    world : path of the CSV that stands in the place of the study's world; None keeps that.
    """

    study: Study
    sides: tuple[Side, Side]
    world: Path | None = None

    @classmethod
    def of(cls, study: Study) -> TwoDesigns:
        """Return the first two designs of a study; where it has one, that one twice.

        Raises
        ------
        WopsimError : it has a sweep, or no design.
        """
        study.require_baseline()
        if study.variants:
            raise WopsimError("the live page has no sweep: name a study without one, or take the sweep out of a copy.")
        designs = [side_of(scenario) for scenario in study.scenarios[1:3]]
        first = designs[0]
        second = designs[1] if len(designs) > 1 else replace(first, label=f"{first.label}, changed")
        return cls(study, (first, second))

    def with_side(self, number: int, side: Side) -> TwoDesigns:
        """Return the question with another design at one side."""
        sides = (side, self.sides[1]) if number == 0 else (self.sides[0], side)
        return replace(self, sides=sides)

    def asked(self, draws: int) -> Study:
        """Return the study of so many plausible worlds, checked as a study file is.

        Raises
        ------
        StudyError : what is wrong with it.
        """
        keys = self._keys(draws) | {"world": self.world_name, "draws_from": self.study.draws_from}
        return Study(**keys)

    @property
    def files(self) -> dict[Path, str]:
        """What has to lie beside a saved study, and under which name: utilities and draws, where they do not ship with wopsim.

        They may be two files of one name, from two folders: then the draws get another.
        """
        read = ((self.world_name, ("default",)), (self.study.draws_from, (SHIPPED, PRIORS)))
        found: dict[Path, str] = {}
        for path in (Path(place) for place, ships in read if place not in ships):
            found[path] = f"draws_{path.name}" if path.name in found.values() else path.name
        return found

    @property
    def saved_as(self) -> str:
        """Name of what is saved: the study file, or a ZIP of it and of `files`."""
        return f"{SAVED}.zip" if self.files else f"{SAVED}.yaml"

    def saved(self, draws: int) -> bytes:
        """Return what is saved, under `saved_as`.

        Raises
        ------
        StudyError : what is wrong with the study. OSError : one of `files` is gone.
        """
        text = self.as_file(draws).encode("utf-8")
        if not self.files:
            return text
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
            folder.writestr(f"{SAVED}.yaml", text)
            for path, name in self.files.items():
                folder.write(path, name)
        return packed.getvalue()

    def as_file(self, draws: int) -> str:
        """Return the study file, which names `files` without their folders, so that they have to lie beside it.

        Raises
        ------
        StudyError : what is wrong with the study.
        """
        from ruamel.yaml import YAML

        self.asked(draws)  # says what is wrong with it
        written = io.StringIO()
        yaml = YAML()
        yaml.width = 4096  # a label stays on its line
        keys = {key: value for key, value in self._keys(draws).items() if value not in ("", None, {})}
        yaml.dump(keys, written)
        beside = "".join(f"# Keep {name} in the same folder.\n" for name in self.files.values())
        head = "# Saved from the live page of wopsim. Run it: wopsim compare THIS_FILE, or wopsim report THIS_FILE\n"
        return head + beside + written.getvalue()

    @property
    def world_name(self) -> str:
        """Of the world that is run, as `Study.world` has it."""
        return self.study.world if self.world is None else str(self.world)

    def _keys(self, draws: int) -> dict[str, Any]:
        """Return the study under the keys of a file, which finds `files` beside it."""
        shared = {name: value for name, value in self.study.scenarios[0].settings.items() if name != "budget"}
        structure = shared.pop("structure", None)
        return {
            "title": self.study.title, "question": self.study.question,
            "world": self._beside(self.world_name),
            "seed": self.study.seed, "draws": draws, "replicates": 1, "horizon_years": self.study.horizon_years,
            "draws_from": self._beside(self.study.draws_from), "readings": self.study.readings, "structure": structure,
            "base": _plain(shared),
            "scenarios": {
                name: {"label": label, "set": _plain({key: value for key, value in side.settings.items() if shared.get(key) != value
                                                      and key != "structure"})}
                for name, side, label in zip(NAMES, self.sides, self._labels, strict=True)
            },
        }  # fmt: skip

    def _beside(self, place: str) -> str:
        """Return a file by its name beside a saved study, and a word that stands for what ships as it is."""
        return self.files.get(Path(place), place)

    @property
    def _labels(self) -> tuple[str, str]:
        """Labels that tell the two apart, also where both began as one."""
        first, second = (side.label for side in self.sides)
        return first, second if second != first else f"{second} (B)"


def side_of(scenario: Scenario) -> Side:
    """Return a scenario as a design that can be moved."""
    return Side(scenario.label, dict(scenario.settings))


def _plain(settings: dict[str, Value]) -> dict[str, Any]:
    """Return settings as a study file has them: lists of names as lists."""
    return {name: names_in(str(value)) if name in LISTS and value != EVERYBODY else value for name, value in settings.items()}
