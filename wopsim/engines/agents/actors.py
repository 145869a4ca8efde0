"""Who is there: utilities, the facilitator, the funder, partnerships. All are views on the records of the run, and change nothing."""

from __future__ import annotations

from typing import Any

import mesa

from wopsim.engines import account
from wopsim.engines.agents.clock import Life, Process
from wopsim.engines.records import PARTNERSHIP, PROCESSES
from wopsim.engines.run_record import Call


class Utility(mesa.Agent):  # type: ignore[misc]
    """A water utility; every column of `WopModel.column` is an attribute: `utility.motivation`, `utility.practice`, `utility.is_mentor`."""

    def __init__(self, model: mesa.Model, row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    def __getattr__(self, name: str) -> Any:
        if name in ("model", "row"):  # not there yet
            raise AttributeError(name)
        return self.model.column(name)[self.row]


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
        super().__init__(model.clock, at=at, priority=priority)

    def process(self) -> Life:
        """Live."""
        while True:
            self.model.go_on(self.number, self.activity)
            if not self.model.plan_what_is_due(self):
                self.passivate()
            yield
