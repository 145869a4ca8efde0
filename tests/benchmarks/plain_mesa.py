"""Partnerships of water utilities as one would write them in mesa alone: every utility an agent whose step is a quarter.

A yardstick for speed only. The mechanisms and their arithmetic are of the size of those in `wopsim/rules/`, number by number in
plain Python, but nothing here is calibrated, checked or meant to be believed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import mesa

QUARTER = 0.25
DAYS = 365.25
DOMAINS = (0, 1, 2)  # technical, commercial, managerial
FOCUS = (0.5, 0.25, 0.25)
STAFF_SHARES = (0.6, 0.25, 0.15)
MISSION_DAYS = 14.0  # expert-days of one mission, each quarter
MISSIONS = 12
PLACES = 5
PERSISTENCE = {"nrw": 0.76, "measurement": 0.76, "cost": 0.89, "collection": 0.66, "energy": 0.85, "quality": 0.7, "growth": 0.5}
SPREAD = {"nrw": 0.7, "measurement": 0.8, "cost": 0.45, "collection": 0.8, "energy": 0.7, "quality": 0.7, "growth": 0.025}


def shifted(share: float, by: float) -> float:
    """A share moved on the logit scale."""
    odds = share / (1.0 - share) * math.exp(by)
    return odds / (1.0 + odds)


def practice_of(skill: float, capacity: float) -> float:
    """Both are needed: a mean that the smaller one dominates."""
    return 1.0 / math.sqrt(0.5 / skill**2 + 0.5 / capacity**2)


class Utility(mesa.Agent):
    """A water utility: what it can do, what it loses, what it has."""

    def __init__(self, model: PlainModel, is_mentor: bool) -> None:
        super().__init__(model)
        draw = model.random
        self.is_mentor = is_mentor
        self.partnership: Partnership | None = None
        self.mentoring = 0
        self.x, self.y = draw.uniform(-60.0, 60.0), draw.uniform(-100.0, 140.0)
        self.language = draw.choice(("English", "French", "Spanish"))
        self.autonomy, self.motivation_own = draw.uniform(0.2, 0.9), draw.uniform(0.3, 0.8)
        self.motivation = self.motivation_own
        self.skill = [draw.uniform(0.6, 0.9) if is_mentor else draw.uniform(0.2, 0.6) for _ in DOMAINS]
        self.capacity = [0.85 * skill for skill in self.skill]
        self.market = [max(0.0, skill - 0.65 * capacity) for skill, capacity in zip(self.skill, self.capacity, strict=True)]
        self.practice = [practice_of(skill, capacity) for skill, capacity in zip(self.skill, self.capacity, strict=True)]
        self.practice_start = list(self.practice)
        self.wander = dict.fromkeys(PERSISTENCE, 0.0)
        # network and money
        self.connections = math.exp(draw.gauss(10.0, 1.0))
        self.persons, self.coverage_gap = 5.0, draw.uniform(1.0, 1.6)
        self.population = self.connections * self.persons * self.coverage_gap
        self.billed_own, self.apparent_own, self.real_own = 0.5, draw.uniform(0.03, 0.15), draw.uniform(0.1, 0.5)
        self.tariff, self.energy_own, self.collection_own, self.quality_own = 0.7, 0.6, 0.85, 0.9
        self.staff, self.wage_level = 6.0 * self.connections / 1000.0, 1.0
        self.supply = self.connections * 0.95 * draw.uniform(0.7, 1.2)
        self.share_of_day, self.share_of_day_start = 0.8, 0.8
        self.cash = self.fund = self.debt = self.works = 0.0
        self.treated = self.leak_cut = self.theft_cut = self.commercial_cut = self.presence = 0.0
        self.nrw = self.reported_nrw = 0.4
        self.fatigue = self.days_away = 0.0
        self.billed = self.apparent = self.real = self.system_input = self.energy = self.quality = 0.0
        self.revenue = self.cost = self.occr = self.collection = 0.0

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
            self.wander[name] = kept * self.wander[name] + SPREAD[name] * math.sqrt(1.0 - kept * kept) * self.random.gauss(0.0, 1.0)
        self.population *= math.exp(0.022 * QUARTER)
        most, before = self.population / self.persons, self.connections
        grown = self.connections * math.exp((0.022 + self.wander["growth"]) * QUARTER)
        self.connections = max(min(self.connections, most), min(most, grown))
        self.supply *= self.connections / before
        self.staff *= self.connections / before * math.exp(-0.02 * QUARTER)
        self.wage_level *= math.exp(0.02 * QUARTER)

    def change_staff(self) -> None:
        """M2: staff leave, recruits come, leaders change, motivation returns."""
        if self.random.random() < 1.0 - math.exp(-0.2 * QUARTER):
            self.motivation = min(0.95, max(0.05, self.motivation + 0.12 * self.random.gauss(0.0, 1.0)))
        for domain in DOMAINS:
            skill = self.skill[domain]
            leaving = 0.15 * max(0.0, 1.0 + 0.6 * (skill - 0.5) - 0.8 * (self.motivation - 0.5))
            recruits = min(1.0, self.market[domain] + 0.65 * self.capacity[domain])
            self.skill[domain] = recruits + (skill - recruits) * math.exp(-leaving * QUARTER)
        self.motivation = self.motivation_own + (self.motivation - self.motivation_own) * math.exp(-0.5 * QUARTER)

    def embed(self) -> None:
        """M3: skill becomes routine; practice needs both."""
        speed = 0.9 * self.autonomy * self.motivation
        for domain in DOMAINS:
            gained = max(0.0, self.skill[domain] - self.capacity[domain]) * (1.0 - math.exp(-speed * QUARTER))
            self.capacity[domain] = min(1.0, max(0.0, self.capacity[domain] * math.exp(-0.03 * QUARTER) + gained))
            self.practice[domain] = practice_of(self.skill[domain], self.capacity[domain])

    def gain(self, domain: int) -> float:
        """How far practice moved from its start towards full."""
        start = self.practice_start[domain]
        moved = self.practice[domain] - start
        return moved / (1.0 - start) if moved >= 0.0 else moved / start

    def work_in_zones(self) -> None:
        """M6: losses in the treated zone follow the practice of its crew; without it the zone slips back."""
        crew = self.practice[0] + self.presence * max(0.0, 0.9 - self.practice[0])
        leaks = 0.95 * max(0.0, crew - self.practice_start[0]) / (1.0 - self.practice_start[0])
        theft = 0.8 * max(0.0, self.gain(1))
        self.leak_cut = leaks + (self.leak_cut - leaks) * math.exp(-(4.0 if leaks > self.leak_cut else 0.4) * QUARTER)
        self.theft_cut = theft + (self.theft_cut - theft) * math.exp(-(4.0 if theft > self.theft_cut else 0.4) * QUARTER)
        self.treated *= math.exp(-0.5 * max(0.0, 1.0 - crew / 0.55) * QUARTER)
        self.presence *= math.exp(-0.3 * QUARTER)

    def collect_better(self) -> None:
        """M7: commercial practice lowers apparent losses and raises collection."""
        force = math.sqrt(self.practice[2] * self.autonomy)
        target = 0.6 * self.gain(1) * force
        self.commercial_cut = target + (self.commercial_cut - target) * math.exp(-0.7 * QUARTER)
        self.collection = shifted(self.collection_own, self.wander["collection"] + 4.0 * self.gain(1) * force)

    def balance_water(self) -> None:
        """M8: the balance of treated and untreated network, and hours of supply that fit the capacity."""
        losses = math.exp(self.wander["nrw"])
        pressure = (self.share_of_day / self.share_of_day_start) ** 0.5
        real = self.real_own * losses * pressure
        real_zone = real - self.leak_cut * max(0.0, real - 0.018)
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
        drought = 1.0 - 0.2 * (self.random.random() < 0.02)
        if self.supply * drought >= use + leakage:
            self.share_of_day = 1.0
        else:
            root = 2.0 * self.supply * drought / (use + math.sqrt(use * use + 4.0 * leakage * self.supply * drought))
            self.share_of_day = min(1.0, root * root)
        shorter = math.sqrt(self.share_of_day)
        self.billed, self.apparent, self.real = billed_all * shorter, apparent_all * shorter, leakage * self.share_of_day
        lost = unbilled * shorter + self.apparent + self.real
        self.system_input = self.billed + lost
        self.nrw = lost / self.system_input
        self.reported_nrw = shifted(self.nrw, self.wander["measurement"] + 0.15 * self.random.gauss(0.0, 1.0))
        self.energy = self.energy_own * math.exp(self.wander["energy"]) * (1.0 - 0.3 * self.gain(0))
        self.quality = shifted(self.quality_own, self.wander["quality"] + self.gain(0))

    def settle_accounts(self) -> None:
        """M9: revenue, cost, works that spread the zone, new connections, investment, debt."""
        self.revenue = self.billed * DAYS * self.tariff
        level = math.exp(self.wander["cost"])
        power = self.system_input * DAYS * self.energy * 0.1
        self.cost = level * (self.staff * 9000.0 * self.wage_level + power + 25.0 * self.connections)
        self.occr = self.revenue / self.cost
        if self.random.random() < 1.0 - math.exp(-0.03 * QUARTER):
            size = self.population * 60.0 * math.exp(0.8 * self.random.gauss(0.0, 1.0))
            self.fund, self.debt = self.fund + size, self.debt + 0.7 * size
        running = (self.revenue * self.collection - self.cost - 0.07 * self.debt) * QUARTER
        free = max(0.0, self.cash + running)
        own, project = 0.3 * free * QUARTER, self.fund * (1.0 - math.exp(-0.35 * QUARTER))
        wanted = 0.0
        if self.treated > 0.0:
            speed = 0.4 * max(0.0, self.gain(0)) * self.practice[2] * self.autonomy
            wanted = (1.0 - self.treated) * (1.0 - math.exp(-speed * QUARTER)) * self.connections * 100.0
        from_project = min(wanted, 0.25 * project)
        from_own = min(wanted - from_project, own)
        self.works = from_project + from_own
        self.treat(self.works / (100.0 * self.connections))
        unserved = max(0.0, self.population / self.persons - self.connections)
        better = max(0.0, (self.gain(1) + self.gain(2)) / 2.0)
        extension = min(unserved * (1.0 - math.exp(-0.1 * better * QUARTER)) * 190.0, own)
        connecting = min((unserved - extension / 190.0) * 190.0, 0.3 * project)
        self.connections += (extension + connecting) / 190.0
        self.supply += (project - from_project - connecting) / 1200.0
        self.cash = min(free - from_own - extension, 0.3 * self.revenue)
        self.fund -= project
        self.debt *= 1.0 - 0.04 * QUARTER

    def treat(self, share: float) -> None:
        """Bring a share of the network under the improved way of working; new parts start without any cut."""
        before = self.treated
        self.treated = min(1.0, before + share)
        if self.treated > before:
            self.leak_cut, self.theft_cut = (cut * before / self.treated for cut in (self.leak_cut, self.theft_cut))

    def rest(self) -> None:
        """M10: days away tire experts."""
        now = min(1.5, self.days_away / 120.0)
        self.fatigue = now + (self.fatigue - now) * math.exp(-QUARTER)
        self.days_away = 0.0


@dataclass
class Partnership:
    """A mentor and a mentee; after some quarters of preparation a mission every quarter."""

    mentor: Utility
    mentee: Utility
    wait: int
    missions: int = MISSIONS
    trust: float = 0.45

    def step(self) -> None:
        """Prepare, or do one mission: the mentee learns, the mentor tires, trust grows."""
        if self.wait > 0:
            self.wait -= 1
            return
        mentor, mentee = self.mentor, self.mentee
        distance = 111.0 * math.hypot(mentor.x - mentee.x, mentor.y - mentee.y)
        near = 1.0 - 0.3 * (1.0 - 0.5 ** (distance / 1200.0))
        close = self.trust * near * (1.0 if mentor.language == mentee.language else 0.7)
        quality = 1.0 - 0.25 * min(1.0, mentor.fatigue)
        learned = 0.0
        for domain in DOMAINS:
            staff = max(0.5, mentee.staff * STAFF_SHARES[domain])
            absorbed = (0.25 + 0.75 * mentee.capacity[domain]) * mentee.motivation * (1.0 - math.exp(-staff / 6.0))
            share = 1.0 - math.exp(-0.8 * absorbed * close * MISSION_DAYS * FOCUS[domain] / math.sqrt(staff))
            gained = max(0.0, mentor.practice[domain] - mentee.skill[domain]) * share * quality
            mentee.skill[domain] += gained
            learned += gained / len(DOMAINS)
        mentee.presence += (1.0 - mentee.presence) * (1.0 - math.exp(-2.4 * close * mentee.motivation * MISSION_DAYS * FOCUS[0] / 10.0))
        mentor.motivation = min(1.0, mentor.motivation + 0.5 * learned * (1.0 - mentor.motivation))
        if mentee.treated == 0.0:
            mentee.treat(0.02)
        mentor.days_away += MISSION_DAYS
        self.trust += 0.12 * (1.0 - self.trust)
        self.missions -= 1
        if mentee.random.random() < 1.0 - math.exp(-0.06 * math.exp(3.0 * (0.5 - self.trust)) * QUARTER):
            self.missions = 0


class PlainModel(mesa.Model):
    """Utilities, a quarter of them mentors, and a call for partnerships each year.

    Parameters
    ----------
    utilities : how many.
    calls : years with a call for partnerships; 0 means no programme.
    rng : seed of mesa's generators.
    """

    def __init__(self, utilities: int = 100, calls: int = 5, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.calls = calls
        self.partnerships: list[Partnership] = []
        self.missions_done = 0
        Utility.create_agents(self, utilities, [number % 4 == 0 for number in range(utilities)])
        self.datacollector = mesa.DataCollector(agent_reporters={name: name for name in REPORTED} | {"practice": mean_practice})
        self.datacollector.collect(self)

    def step(self) -> None:
        """Advance one quarter."""
        if self.steps % 4 == 1 and self.steps < 4 * self.calls:
            self.call()
        for partnership in self.partnerships:
            self.missions_done += partnership.wait == 0
            partnership.step()
            if partnership.missions == 0:
                partnership.mentee.partnership = None
                partnership.mentor.mentoring -= 1
        self.partnerships = [partnership for partnership in self.partnerships if partnership.missions > 0]
        self.agents.shuffle_do("step")
        if self.steps % 4 == 0:
            self.datacollector.collect(self)

    def call(self) -> None:
        """Those in need apply; each gets a mentor that has a place left."""
        for mentee in self.agents.select(lambda a: not a.is_mentor and a.partnership is None).shuffle():
            if self.random.random() >= shifted(0.5, 0.7 * math.log(mentee.reported_nrw / (1.0 - mentee.reported_nrw))):
                continue
            free = [agent for agent in self.agents if agent.is_mentor and agent.mentoring < PLACES]
            if free:
                mentor = self.random.choice(free)
                mentee.partnership = Partnership(mentor, mentee, wait=self.random.randint(2, 6))
                mentor.mentoring += 1
                self.partnerships.append(mentee.partnership)


REPORTED = (
    "nrw", "reported_nrw", "system_input", "billed", "apparent", "real", "share_of_day", "quality", "energy", "connections", "population",
    "cash", "fund", "debt", "occr", "collection", "cost", "treated", "motivation", "works", "staff", "fatigue",
)  # fmt: skip


def mean_practice(agent: Utility) -> float:
    """Practice over domains."""
    return sum(agent.practice) / len(agent.practice)


def run_plain(utilities: int, years: int, seeds: list[int], calls: int = 5) -> list[dict[str, object]]:
    """Run once for each seed, and return a row for each utility at each year end."""
    rows: list[dict[str, object]] = []
    for seed in seeds:
        model = PlainModel(utilities, calls, rng=seed)
        for _ in range(4 * years):
            model.step()
        rows += model.datacollector.get_agent_vars_dataframe().reset_index().to_dict("records")
    return rows
