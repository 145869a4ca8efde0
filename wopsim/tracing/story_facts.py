"""What is told about one utility in one run: facts only, no words."""

from __future__ import annotations

from dataclasses import dataclass

from wopsim.engines.events import Event


@dataclass(frozen=True)
class Cell:
    """One run of a study.

    Parameters
    ----------
    study : title of the study.
    scenario, label : name of the scenario, and for people.
    draw, replicate : numbers from 0.
    years : horizon [year].
    """

    study: str
    scenario: str
    label: str
    draw: int
    replicate: int
    years: int


@dataclass(frozen=True)
class Profile:
    """Who a utility is; columns of the world of the same names."""

    utility: str
    name: str
    role: str
    country: str
    region: str
    language: str
    size_class: str
    income: str
    fragile: bool
    remunicipalised: bool


@dataclass(frozen=True)
class Candidate:
    """A known mentor with a free place when a call closed, as the mentee could see it.

    Parameters
    ----------
    mentor, country : who.
    distance : to the mentee [km].
    same_language : whether both work in the same language.
    unlike : difference of size and income [1].
    practice : of the mentor in the topics of the programme [1].
    predicted_gain : skill that the planned missions would add at first [1].
    cost : planned, overhead included [EUR2024].
    score : of the pairing strategy, smaller is preferred; None where the strategy offers none.
    taken_by : mentees that had filled its places before this mentee's turn.
    """

    mentor: str
    country: str
    distance: float
    same_language: bool
    unlike: float
    practice: float
    predicted_gain: float
    cost: float
    score: float | None
    taken_by: tuple[str, ...]


@dataclass(frozen=True)
class CallFacts:
    """A call to which the utility applied.

    Parameters
    ----------
    year : of the call, from 0.
    reported_nrw : of the applicant [1].
    applicants, mentors : how many applied, how many mentors had a free place.
    candidates : known mentors, preferred ones first.
    chosen : place in `candidates` of the mentor that was paired with it; None where it was not paired.
    turn : place among the pairs of the call, from 1; 0 where it was not paired.
    pairs, funded : how many pairs were proposed, and paid for.
    is_funded : whether this pair was.
    """

    year: int
    reported_nrw: float
    applicants: int
    mentors: int
    candidates: tuple[Candidate, ...]
    chosen: int | None
    turn: int
    pairs: int
    funded: int
    is_funded: bool


@dataclass(frozen=True)
class State:
    """One utility at the end of a year; units as in the outputs of the same names.

    `pilot_nrw_share` is NaN without a zone; `practice` is by domain; `fatigue` is 0 (rested) to 1.
    """

    nrw_share: float
    pilot_nrw_share: float
    practice: tuple[float, float, float]
    people_served: float
    population_served: float
    supply_hours: float
    occr: float
    treated_share: float
    motivation: float
    fatigue: float
    mentoring_experience: float
    visibility: float

    @property
    def practice_mean(self) -> float:
        """Mean of the domains [1]."""
        return sum(self.practice) / len(self.practice)


@dataclass(frozen=True)
class Story:
    """One utility in one run, beside its twin in the run without the programme.

    Parameters
    ----------
    cell : which run.
    profile : who.
    pairing, pairing_words, score : pairing strategy, what it does in words, and what its score is ("" without).
    calls : to which it applied.
    events : everything that happened to it, as mentee or as mentor.
    states, twin : at the end of every year, 0 is the start.
    support_received, expert_days, mentor_days, mentor_in_kind : of the whole run, see the outputs.
    """

    cell: Cell
    profile: Profile
    pairing: str
    pairing_words: str
    score: str
    calls: tuple[CallFacts, ...]
    events: tuple[Event, ...]
    states: tuple[State, ...]
    twin: tuple[State, ...]
    support_received: float
    expert_days: float
    mentor_days: float
    mentor_in_kind: float


@dataclass(frozen=True)
class Lead:
    """A utility whose story is worth reading; `number` says how much of its kind it is, see `Leads`."""

    utility: str
    number: float


@dataclass(frozen=True)
class Leads:
    """Stories worth reading in one run, the most telling first.

    Parameters
    ----------
    cell : which run.
    successes : completed; number: NRW below the twin's at the horizon [1].
    relapses : number: NRW that was saved, against the twin, and lost again by the horizon [1].
    ended_early : number: when it ended [year].
    never_paired : applied in vain; number: how often.
    mentors : number: expert-days given [day].
    """

    cell: Cell
    successes: tuple[Lead, ...]
    relapses: tuple[Lead, ...]
    ended_early: tuple[Lead, ...]
    never_paired: tuple[Lead, ...]
    mentors: tuple[Lead, ...]
