"""Water utilities without a programme as one would write them in numpy alone: each number of all utilities, of all worlds, an array.

A yardstick for speed only: the utilities of `plain_mesa.py`, number by number, without partnerships.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.benchmarks.plain_mesa import DAYS, PERSISTENCE, QUARTER, REPORTED, SPREAD

Array = npt.NDArray[np.float64]


def shifted(share: Array, by: Array) -> Array:
    """Shares moved on the logit scale."""
    odds = share / (1.0 - share) * np.exp(by)
    return odds / (1.0 + odds)


def practice_of(skill: Array, capacity: Array) -> Array:
    """Both are needed: a mean that the smaller one dominates."""
    return 1.0 / np.sqrt(0.5 / skill**2 + 0.5 / capacity**2)


class PlainNumpy:
    """Worlds of utilities that live side by side.

    Parameters
    ----------
    worlds, utilities : how many; each array has these dims, those of skills domains (3) before them.
    seed : of numpy's generator.
    """

    def __init__(self, worlds: int, utilities: int, seed: int) -> None:
        self.random = draw = np.random.default_rng(seed)
        shape = (worlds, utilities)
        mentor = np.arange(utilities) % 4 == 0
        self.autonomy, self.motivation_own = draw.uniform(0.2, 0.9, shape), draw.uniform(0.3, 0.8, shape)
        self.motivation = self.motivation_own.copy()
        self.skill = np.where(mentor, draw.uniform(0.6, 0.9, (3, *shape)), draw.uniform(0.2, 0.6, (3, *shape)))
        self.capacity = 0.85 * self.skill
        self.market = np.maximum(0.0, self.skill - 0.65 * self.capacity)
        self.practice = practice_of(self.skill, self.capacity)
        self.practice_start = self.practice.copy()
        self.wander = {name: np.zeros(shape) for name in PERSISTENCE}
        self.connections = np.exp(draw.normal(10.0, 1.0, shape))
        self.persons = 5.0
        self.population = self.connections * self.persons * draw.uniform(1.0, 1.6, shape)
        self.billed_own, self.apparent_own, self.real_own = 0.5, draw.uniform(0.03, 0.15, shape), draw.uniform(0.1, 0.5, shape)
        self.tariff, self.energy_own, self.collection_own, self.quality_own = 0.7, 0.6, np.full(shape, 0.85), np.full(shape, 0.9)
        self.staff, self.wage_level = 6.0 * self.connections / 1000.0, np.ones(shape)
        self.supply = self.connections * 0.95 * draw.uniform(0.7, 1.2, shape)
        self.share_of_day, self.share_of_day_start = np.full(shape, 0.8), 0.8
        for name in ("cash", "fund", "debt", "treated", "leak_cut", "theft_cut", "commercial_cut", "presence", "fatigue", "days_away"):
            setattr(self, name, np.zeros(shape))
        self.shape = shape

    def step(self) -> None:
        """Live one quarter."""
        self.drift()
        self.change_staff()
        self.embed()
        self.work_in_zones()
        self.collect_better()
        self.balance_water()
        self.settle_accounts()
        self.rest()

    def drift(self) -> None:
        """M1: everything wanders around its own level; connections and people grow."""
        for name, persistence in PERSISTENCE.items():
            kept = persistence**QUARTER
            luck = self.random.standard_normal(self.shape)
            self.wander[name] = kept * self.wander[name] + SPREAD[name] * np.sqrt(1.0 - kept * kept) * luck
        self.population *= np.exp(0.022 * QUARTER)
        most, before = self.population / self.persons, self.connections
        grown = self.connections * np.exp((0.022 + self.wander["growth"]) * QUARTER)
        self.connections = np.maximum(np.minimum(self.connections, most), np.minimum(most, grown))
        self.supply *= self.connections / before
        self.staff *= self.connections / before * np.exp(-0.02 * QUARTER)
        self.wage_level *= np.exp(0.02 * QUARTER)

    def change_staff(self) -> None:
        """M2: staff leave, recruits come, leaders change, motivation returns."""
        moved = np.clip(self.motivation + 0.12 * self.random.standard_normal(self.shape), 0.05, 0.95)
        self.motivation = np.where(self.random.random(self.shape) < 1.0 - np.exp(-0.2 * QUARTER), moved, self.motivation)
        leaving = 0.15 * np.maximum(0.0, 1.0 + 0.6 * (self.skill - 0.5) - 0.8 * (self.motivation - 0.5))
        recruits = np.minimum(1.0, self.market + 0.65 * self.capacity)
        self.skill = recruits + (self.skill - recruits) * np.exp(-leaving * QUARTER)
        self.motivation = self.motivation_own + (self.motivation - self.motivation_own) * np.exp(-0.5 * QUARTER)

    def embed(self) -> None:
        """M3: skill becomes routine; practice needs both."""
        speed = 0.9 * self.autonomy * self.motivation
        gained = np.maximum(0.0, self.skill - self.capacity) * (1.0 - np.exp(-speed * QUARTER))
        self.capacity = np.clip(self.capacity * np.exp(-0.03 * QUARTER) + gained, 0.0, 1.0)
        self.practice = practice_of(self.skill, self.capacity)
        moved = self.practice - self.practice_start
        self.gain = np.where(moved >= 0.0, moved / (1.0 - self.practice_start), moved / self.practice_start)

    def work_in_zones(self) -> None:
        """M6: losses in the treated zone follow the practice of its crew; without it the zone slips back."""
        crew = self.practice[0] + self.presence * np.maximum(0.0, 0.9 - self.practice[0])
        leaks = 0.95 * np.maximum(0.0, crew - self.practice_start[0]) / (1.0 - self.practice_start[0])
        theft = 0.8 * np.maximum(0.0, self.gain[1])
        self.leak_cut = leaks + (self.leak_cut - leaks) * np.exp(-np.where(leaks > self.leak_cut, 4.0, 0.4) * QUARTER)
        self.theft_cut = theft + (self.theft_cut - theft) * np.exp(-np.where(theft > self.theft_cut, 4.0, 0.4) * QUARTER)
        self.treated = self.treated * np.exp(-0.5 * np.maximum(0.0, 1.0 - crew / 0.55) * QUARTER)
        self.presence = self.presence * np.exp(-0.3 * QUARTER)

    def collect_better(self) -> None:
        """M7: commercial practice lowers apparent losses and raises collection."""
        force = np.sqrt(self.practice[2] * self.autonomy)
        target = 0.6 * self.gain[1] * force
        self.commercial_cut = target + (self.commercial_cut - target) * np.exp(-0.7 * QUARTER)
        self.collection = shifted(self.collection_own, self.wander["collection"] + 4.0 * self.gain[1] * force)

    def balance_water(self) -> None:
        """M8: the balance of treated and untreated network, and hours of supply that fit the capacity."""
        losses = np.exp(self.wander["nrw"])
        real = self.real_own * losses * (self.share_of_day / self.share_of_day_start) ** 0.5
        real_zone = real - self.leak_cut * np.maximum(0.0, real - 0.018)
        theft = self.apparent_own * losses
        apparent = theft * (1.0 - self.commercial_cut)
        apparent_zone = apparent * (1.0 - self.theft_cut)
        billed, billed_zone = (self.billed_own + 0.6 * (theft - part) for part in (apparent, apparent_zone))
        untreated = 1.0 - self.treated
        billed_all = (untreated * billed + self.treated * billed_zone) * self.connections
        apparent_all = (untreated * apparent + self.treated * apparent_zone) * self.connections
        leakage = (untreated * real + self.treated * real_zone) * self.connections
        unbilled = self.billed_own * 0.02 / 0.98 * self.connections
        use = billed_all + apparent_all + unbilled
        supply = self.supply * (1.0 - 0.2 * (self.random.random(self.shape) < 0.02))
        root = 2.0 * supply / (use + np.sqrt(use * use + 4.0 * leakage * supply))
        self.share_of_day = np.where(supply >= use + leakage, 1.0, np.minimum(1.0, root * root))
        shorter = np.sqrt(self.share_of_day)
        self.billed, self.apparent, self.real = billed_all * shorter, apparent_all * shorter, leakage * self.share_of_day
        lost = unbilled * shorter + self.apparent + self.real
        self.system_input = self.billed + lost
        self.nrw = lost / self.system_input
        self.reported_nrw = shifted(self.nrw, self.wander["measurement"] + 0.15 * self.random.standard_normal(self.shape))
        self.energy = self.energy_own * np.exp(self.wander["energy"]) * (1.0 - 0.3 * self.gain[0])
        self.quality = shifted(self.quality_own, self.wander["quality"] + self.gain[0])

    def settle_accounts(self) -> None:
        """M9: revenue, cost, works that spread the zone, new connections, investment, debt."""
        self.revenue = self.billed * DAYS * self.tariff
        power = self.system_input * DAYS * self.energy * 0.1
        self.cost = np.exp(self.wander["cost"]) * (self.staff * 9000.0 * self.wage_level + power + 25.0 * self.connections)
        self.occr = self.revenue / self.cost
        invests = self.random.random(self.shape) < 1.0 - np.exp(-0.03 * QUARTER)
        size = np.where(invests, self.population * 60.0 * np.exp(0.8 * self.random.standard_normal(self.shape)), 0.0)
        self.fund, self.debt = self.fund + size, self.debt + 0.7 * size
        running = (self.revenue * self.collection - self.cost - 0.07 * self.debt) * QUARTER
        free = np.maximum(0.0, self.cash + running)
        own, project = 0.3 * free * QUARTER, self.fund * (1.0 - np.exp(-0.35 * QUARTER))
        speed = 0.4 * np.maximum(0.0, self.gain[0]) * self.practice[2] * self.autonomy
        wanted = np.where(self.treated > 0.0, (1.0 - self.treated) * (1.0 - np.exp(-speed * QUARTER)) * self.connections * 100.0, 0.0)
        from_project = np.minimum(wanted, 0.25 * project)
        from_own = np.minimum(wanted - from_project, own)
        self.works = from_project + from_own
        self.treat(self.works / (100.0 * self.connections))
        unserved = np.maximum(0.0, self.population / self.persons - self.connections)
        better = np.maximum(0.0, (self.gain[1] + self.gain[2]) / 2.0)
        extension = np.minimum(unserved * (1.0 - np.exp(-0.1 * better * QUARTER)) * 190.0, own)
        connecting = np.minimum((unserved - extension / 190.0) * 190.0, 0.3 * project)
        self.connections = self.connections + (extension + connecting) / 190.0
        self.supply = self.supply + (project - from_project - connecting) / 1200.0
        self.cash = np.minimum(free - from_own - extension, 0.3 * self.revenue)
        self.fund = self.fund - project
        self.debt = self.debt * (1.0 - 0.04 * QUARTER)

    def treat(self, share: Array) -> None:
        """Bring a share of the network under the improved way of working; new parts start without any cut."""
        before = self.treated
        self.treated = np.minimum(1.0, before + share)
        kept = np.divide(before, self.treated, out=np.ones_like(before), where=self.treated > before)
        self.leak_cut, self.theft_cut = self.leak_cut * kept, self.theft_cut * kept

    def rest(self) -> None:
        """M10: days away tire experts."""
        now = np.minimum(1.5, self.days_away / 120.0)
        self.fatigue = now + (self.fatigue - now) * np.exp(-QUARTER)
        self.days_away = np.zeros(self.shape)


def run_numpy(worlds: int, utilities: int, years: int, seed: int) -> dict[str, Array]:
    """Run worlds side by side, and return what is reported, by year end, world and utility."""
    model = PlainNumpy(worlds, utilities, seed)
    kept: dict[str, list[Array]] = {name: [] for name in (*REPORTED, "practice")}
    for quarter in range(4 * years):
        model.step()
        if quarter % 4 == 3:
            for name in REPORTED:
                kept[name].append(getattr(model, name).copy())
            kept["practice"].append(model.practice.mean(axis=0))
    return {name: np.array(values) for name, values in kept.items()}
