"""What a study would be worth, as users look at it: a sentence, a table and a figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.analysis import io
from wopsim.analysis.choice.study_value import StudyValueData
from wopsim.analysis.result_folder import STUDY_VALUE_FIGURE

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class StudyValue(StudyValueData):
    """What a study would be worth, printed as a sentence and a table."""

    @property
    def sentence(self) -> str:
        """The answer in words."""
        from wopsim.report.study_value_words import sentence

        return sentence(self)

    @property
    def figure(self) -> Figure:
        """Worth over sizes."""
        from wopsim.report.figures.study_sizes import study_sizes

        return study_sizes(self)

    def __str__(self) -> str:
        from wopsim.report.tables.study_value_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def write(self, folder: str | Path) -> list[Path]:
        """Write `study_value.csv`, `study_value.txt` and `study_value.png` into a folder, made if absent.

        Raises
        ------
        ResultError : it cannot be written.
        """
        from wopsim.report.figures.plot import save_figure

        folder = io.make_folder(folder)
        written = io.write_decision({io.STUDY_VALUE: self.table}, str(self), folder, io.STUDY_VALUE_TEXT)
        return [*written, save_figure(self.figure, folder / STUDY_VALUE_FIGURE)]
