"""What a study would be worth, as users look at it: a sentence, a table and a figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from wopsim.analysis import io
from wopsim.analysis.choice.design_decision import require_design
from wopsim.analysis.choice.study_value import StudyValueData, clearest, sizes_around, table_of, value_over_sizes
from wopsim.analysis.choice.value_of_information import smallest_seen
from wopsim.analysis.result_folder import STUDY_VALUE_FIGURE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.study_value import Size
    from wopsim.study.scenario import Study


class StudyValue(StudyValueData):
    """What a study would be worth, printed as a sentence and a table."""

    @classmethod
    def made(
        cls, decision: DecisionData, study: Study, draws: Sequence[int], size: Size, cost: float, design: str | None,
        progress: Callable[[int, int], None] | None,
    ) -> Self:  # fmt: skip
        """Return what it would be worth to follow so many utilities first; `draws` are those of the choice, else as in `Result.learn`."""
        require_design(design, decision.designs)
        design = design or decision.best
        sizes = sizes_around(size)
        mentored, _, years = size
        if mentored and years:
            from wopsim.inference.evaluation_readings import read, summarised
            from wopsim.inference.followed_utilities import follow

            most = max(one[0] for one in sizes), max(one[1] for one in sizes)
            followed = follow(study, design, draws, most, years, progress or (lambda done, of: None))
            readings = read(followed, study, draws)
            exact = summarised(followed.effect)
            values = value_over_sizes(decision.cleaned, readings.summary, exact, sizes)
            seen, nobody = clearest(readings.summary(*size), exact), followed.nobody
        else:
            values = value_over_sizes(decision.cleaned, lambda *_: {}, {}, sizes)
            seen, nobody = clearest({}, {}), 0.0
        labels = decision.table.set_index("scenario")["label"]
        table = table_of(sizes, values[0], size, cost, decision.in_money)
        return cls(
            table, size, *values[1:], seen, study.title, design, labels[design], decision.table["label"].iloc[0], decision.value_unit,
            decision.in_money, len(draws), nobody, smallest_seen(decision.cleaned),
        )  # fmt: skip

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
        written = io.write_tables({io.STUDY_VALUE: self.table}, {io.STUDY_VALUE_TEXT: str(self)}, folder)
        return [*written, save_figure(self.figure, folder / STUDY_VALUE_FIGURE)]
