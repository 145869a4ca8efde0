"""Who is there: utilities, the facilitator, the funder, partnerships. All are views on the records of the run, and change nothing."""

from __future__ import annotations

from typing import Any

import mesa

from wopsim.engines import account
from wopsim.engines.agents.clock import Life, Process
from wopsim.engines.records import (
    CLASSROOM,
    CLOSING,
    COACHING,
    FIXED,
    FOLLOW_UP,
    MAIN,
    PARTNERSHIP,
    PROCESSES,
    QUARTERLY,
    REPORTS,
    RESIDENCE,
    ROLE,
    STATE,
    STUDY_VISITS,
)
from wopsim.engines.run_record import Call
from wopsim.errors import WopsimError
from wopsim.world.columns import COLUMNS

ACTIVITIES = {
    MAIN: "missions", RESIDENCE: "resident", COACHING: "coaching", STUDY_VISITS: "study visits", CLASSROOM: "courses",
    REPORTS: "reports", FOLLOW_UP: "follow-up", CLOSING: "hard end",
}  # fmt: skip
"""What a trace calls the lines of a partnership's life."""
FACTS = frozenset(name for name, column in COLUMNS.items() if column.kind != "number" and name not in ("utility", "name"))
"""What a utility is in words, columns of a world that no run changes: `country`, `region`, `size_class` and the like."""
VIEWED = FACTS.union(*(record.names or () for record in (STATE, FIXED, QUARTERLY, ROLE)))
"""What can be asked of a utility beside its row and its name."""


class Utility(mesa.Agent):  # type: ignore[misc]
    """A water utility; every column of `WopModel.column` is an attribute: `utility.motivation`, `utility.practice`, `utility.is_mentor`.

    So is what it is in words (`FACTS`): `utility.country`, `utility.size_class`.
    """

    def __init__(self, model: mesa.Model, row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    def __getattr__(self, name: str) -> Any:
        if name in ("model", "row"):  # not there yet
            raise AttributeError(name)
        if name in FACTS:
            return self.model.table[name].iat[self.row]
        return self.model.column(name)[self.row]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in VIEWED:
            raise WopsimError(
                f"'{name}' of a utility can be read, not set: a run follows from its world and its parameters. Change these; "
                "what should act in a run is a mechanism."
            )
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *VIEWED})


class Facilitator(mesa.Agent):  # type: ignore[misc]
    """Keeps the register of operators and introduces mentors to those who applied; remembers every call that closed."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.strategy = model.p.pairing
        self.calls: list[Call] = []


class Funder(mesa.Agent):  # type: ignore[misc]
    """Holds the budget: what is `committed`, `spent` on delivery, `overhead`, and `invested` in works [EUR2024]."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.strategy = model.p.funding

    @property
    def committed(self) -> float:
        """Money that partnerships were promised and have not used."""
        return float(self.model.world.committed)

    @property
    def spent(self) -> float:
        """Money that was paid for delivery, overhead not included."""
        return float(self.model.world.spent)

    @property
    def overhead(self) -> float:
        """Overhead of the channel that was paid."""
        return float(self.model.world.overhead)

    @property
    def invested(self) -> float:
        """Works money that was handed over."""
        return float(self.model.world.invested)

    @property
    def free(self) -> float:
        """Money that is neither paid nor committed."""
        return float(account.free_money(self.model.world, self.model.settings))


class Partnership:
    """One mentor and one mentee; every field of the record `PARTNERSHIP` is an attribute: `partnership.trust`, `partnership.committed`."""

    def __init__(self, model: mesa.Model, number: int) -> None:
        self.model, self.number_of_run = model, number

    def __getattr__(self, name: str) -> Any:
        if name not in (PARTNERSHIP.names or ()):
            raise AttributeError(name)
        return getattr(self.model.readable.partnerships[0][self.number_of_run], name)

    @property
    def team(self) -> tuple[int, ...]:
        """Rows of the mentors: the paired one first, then its partners."""
        return (int(self.mentor), *self.partner[: self.partners].tolist())


class Activity(Process):
    """The main line of a partnership's life, or one of the activities beside it: the shared text between waits, salabim's time in between.

    Parameters
    ----------
    model : the run; process : number of partnership and activity.
    at, priority : when it first goes on [day], and after whom.
    """

    def __init__(self, model: mesa.Model, process: int, at: float, priority: int) -> None:
        self.model, self.number, self.activity = model, process // PROCESSES, process % PROCESSES
        # salabim's trace prints 20 letters of a name
        super().__init__(model.clock, name=f"{self.number} {ACTIVITIES[self.activity]}", at=at, priority=priority)

    def process(self) -> Life:
        """Live."""
        while True:
            self.model.go_on(self.number, self.activity)
            if not self.model.plan_what_is_due(self):
                self.passivate()
            yield
