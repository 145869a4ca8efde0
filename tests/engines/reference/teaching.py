"""M4, M6, M10: what a day of teaching changes in mentee and mentor, whatever the modality."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wopsim.rules import domains, mentors, missions, objectives, scaling
from wopsim.strategies.protocols import Ints
from wopsim.streams import Floats

if TYPE_CHECKING:
    from tests.engines.reference.model import WopModel
    from tests.engines.reference.operations import Partnership
    from wopsim.declare import Parameters

TECHNICAL = 0
EFFICIENCY = 0  # place in OBJECTIVES


class Lesson(NamedTuple):
    """What teaching changed.

    Parameters
    ----------
    gained : skill of the mentee, (domain,) [1].
    gap : practice shown above the mentee's skill before, mean over domains [1].
    """

    gained: Floats
    gap: float

    @property
    def gain(self) -> float:
        """Skill gained, mean over domains [1]."""
        return float(domains.mean_of(*self.gained))


def absorption(model: WopModel, p: Parameters, mentee: int | Ints, staff: Floats) -> Floats:
    """How much of what is taught the mentee can take up with some numbers, (domain,) or (mentee, domain) [1]."""
    state = model.state
    motivation = np.asarray(state.motivation[mentee])[..., None]
    return np.asarray(
        missions.absorption_of(p.absorption, p.absorption_floor, state.capacity[mentee], motivation, staff, p.counterpart_staff)
    )


def closeness(model: WopModel, p: Parameters, mentor: int | Ints, mentee: int | Ints, trust: float, distance: float | Floats) -> Floats:
    """How well pairs work together with some numbers over a travelled `distance` [km], [1]; of the shape of the pairs."""
    pairs = model.pairs
    return np.asarray(
        missions.relationship(
            trust, pairs.same_language[mentor, mentee], p.language_barrier, pairs.unlike[mentor, mentee], p.context_barrier, distance,
            p.distance_half, p.distance_barrier,
        )
    )  # fmt: skip


def shown(model: WopModel, p: Parameters, mentor: int, helper: int | None, partners: tuple[int, ...] = ()) -> Floats:
    """Practice that the experts show, (domain,) [1].

    A former mentee is helped by its own mentor; in a consortium whoever is best in a domain teaches it.
    """
    practice = model.state.practice[mentor]
    if helper is not None:
        practice = np.asarray(mentors.helped(practice, model.state.practice[helper], p.helper_effect))
    for partner in partners:
        practice = np.maximum(practice, model.state.practice[partner])
    return practice


def teach(partnership: Partnership, learned_from: float, given: float, distance: float, hands_on: bool) -> Lesson:
    """Teach; return what was learned.

    Parameters
    ----------
    partnership : who with whom.
    learned_from : expert-days that the mentee learns from, over all topics [day].
    given : expert-days that the mentor gives for it [day].
    distance : travelled [km].
    hands_on : whether the experts work in the pilot zone themselves.
    """
    model, i, j = partnership.model, partnership.mentee, partnership.mentor
    p, state, design = model.p, model.state, model.design
    days = learned_from * design.kept * partnership.plan
    staff = state.staff_in(i)
    between = closeness(model, model.p, j, i, partnership.trust, distance)
    experience = mentors.experience_of(state.days_given[j], p.experience_days)
    quality = mentors.teaching_quality(state.fatigue[j], p.fatigue_effect, experience, p.inexperience)
    absorbed = absorption(model, model.p, i, staff)
    practice = shown(model, model.p, j, partnership.helper, partnership.partners)
    share = missions.taught_share(p.teaching_rate, absorbed, between, days, staff, p.staff_scale)
    gap = float(domains.mean_of(*np.maximum(0.0, practice - state.skill[i])))
    gained = np.asarray(missions.learned(practice, state.skill[i], quality, share))
    learned = float(domains.mean_of(*gained))
    part = 1.0 / len(partnership.team)
    for mentor in partnership.team:
        state.skill[mentor] += missions.learned(state.practice[i], state.skill[mentor], 1.0, share * p.learning_back * part)
        state.motivation[mentor] = mentors.motivation_after_success(state.motivation[mentor], p.mentor_motivation_gain, learned)
        state.days_given[mentor] += given * part
        model.record.taught(i, mentor, given * part)
    state.skill[i] += gained
    if learned > 0:
        mean_share = float(domains.mean_of(*share))
        state.topic[i] = objectives.topic_after_teaching(state.topic[i], mean_share, design.objectives, p.topic_rate)
    if hands_on and design.objectives[EFFICIENCY] > 0:
        on_zone = float(days[TECHNICAL] * design.objectives[EFFICIENCY])
        state.presence[i] = scaling.presence_after_mission(
            state.presence[i], p.teaching_rate, p.pilot_focus, absorbed[TECHNICAL], between, on_zone
        )
        # in the pilot zone the experts do it themselves: nothing is lost in teaching
        state.guide[i] = practice
        if not partnership.zone_open:
            open_zone(partnership, gained)
    return Lesson(gained, gap)


def open_zone(partnership: Partnership, gained: Floats) -> None:
    """M6: the first mission from which something technical is learned opens a pilot zone."""
    model, i = partnership.model, partnership.mentee
    p, state = model.p, model.state
    size = float(scaling.pilot_size(p.pilot_zone, p.pilot_grant, p.treatment_cost, state.connections[i], gained[TECHNICAL]))
    if size <= 0:
        return
    partnership.zone_open = True
    before = state.treated[i]
    state.treated[i] = before + (1.0 - before) * size
    state.leak_cut[i] = scaling.cut_when_spread(state.leak_cut[i], before, state.treated[i])
    state.theft_cut[i] = scaling.cut_when_spread(state.theft_cut[i], before, state.treated[i])
    model.note("pilot_opened", partnership, size)
