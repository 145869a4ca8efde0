"""The story of one utility in one run as a readable timeline."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from wopsim.counting import counted
from wopsim.engines.events import Event
from wopsim.engines.outputs import DOMAINS
from wopsim.foreign_text import printable
from wopsim.report.numbers import PERCENT, compact, price
from wopsim.tracing.rerun import Rerun
from wopsim.tracing.story_facts import CallFacts, Lead, Leads, State, Story

WIDTH = 110
NO_BREAK = "\u00a0"
MARGIN = " " * 10
SHOWN = 5  # candidates of a call
ENDS: tuple[str, ...] = ("exited", "ended_early", "ended_at_review", "ran_out_of_money")
PAPER: tuple[str, ...] = ("reported", "instalment", "second_phase", "investment")
"""Kinds that may fall into a mission; they and the monthly ones do not say what trust was before it."""
MONTHLY: tuple[str, ...] = ("resident_month", "remote_coaching")
"""Kinds that come every month; a year of them is one line."""


@dataclass(frozen=True)
class Trace:
    """A story, or a list of stories worth reading, with its facts; printed, it is text.

    Parameters
    ----------
    facts : what was gathered.
    """

    facts: Story | Leads

    @classmethod
    def of(cls, rerun: Rerun, utility: str | None) -> Trace:
        """Return the story of a utility in a run that was run again, or without one the stories worth reading there."""
        return cls(rerun.leads() if utility is None else rerun.story(utility))

    def __str__(self) -> str:
        return printable(tell(self.facts) if isinstance(self.facts, Story) else tell_leads(self.facts))

    def _repr_pretty_(self, printer, cycle: bool) -> None:  # type: ignore[no-untyped-def]
        printer.text(str(self))


def tell_leads(leads: Leads) -> str:
    """Return the stories worth reading in one run, as text."""
    groups: tuple[tuple[str, tuple[Lead, ...], Callable[[float], str]], ...] = (
        ("Success: planned exit, and NRW still below that of the twin", leads.successes, lambda n: f"by {100 * n:.1f} points"),
        ("Relapse: NRW fell against the twin, and rose again", leads.relapses, lambda n: f"by {100 * n:.1f} points"),
        ("Ended early", leads.ended_early, lambda n: f"at {when(n)}"),
        ("Applied in vain", leads.never_paired, "{:.0f} times".format),
        ("Mentors", leads.mentors, "{:.0f} expert-days given".format),
    )
    lines = [*_head(leads), "Name one of these to read its story:", ""]
    for title, found, words in groups:
        lines.append(f"{title}:")
        lines += [f"  {lead.utility:<12} {words(lead.number)}" for lead in found] or ["  none in this run"]
        lines.append("")
    return "\n".join(lines).rstrip()


def tell(story: Story) -> str:
    """Return one utility's story as text."""
    lines = [*_head(story), *_who(story), "", "Dates are years and months since the start.", ""]
    moments: list[tuple[float, int, list[str]]] = [(call.year, 1, _call(call, story)) for call in story.calls]
    moments += [(event.time, 1, [text]) for event, text in _told(story)]
    moments += [(year, 0, _year(year, story)) for year in range(story.cell.years + 1)]
    for _, _, paragraph in sorted(moments, key=lambda moment: moment[:2]):
        lines += paragraph
    lines += ["", *_ending(story)]
    return "\n".join(lines)


def when(time: float) -> str:
    """Return a time [year] as years and months."""
    months = int(time * 12.0 + 1e-6)
    return f"{months // 12}y{months % 12:02d}m"


def _head(facts: Story | Leads) -> list[str]:
    cell = facts.cell
    return [cell.study, f"scenario {cell.scenario} ({cell.label}), draw {cell.draw}, replicate {cell.replicate}", ""]


def _who(story: Story) -> list[str]:
    who, start = story.profile, story.states[0]
    context = [f"{who.income.replace('_', '-')} income", f"working in {who.language.title()}"]
    context += ["fragile context"] * bool(who.fragile) + ["just remunicipalised"] * bool(who.remunicipalised)
    practice = ", ".join(f"{name} {value:.2f}" for name, value in zip(DOMAINS, start.practice, strict=True))
    return _wrapped(
        f"{who.utility}, a {who.size_class.replace('_', ' ')} utility in {who.country} ({who.region}), {'; '.join(context)}. "
        f"It could be a {who.role}. At the start it serves {price(start.population_served)} people, {start.supply_hours:.0f} hours a day, "
        f"loses {_share(start.nrw_share)} of its water (NRW), and bills {start.occr:.2f} of what it costs to run (OCCR). "
        f"Practice, from 0 to 1: {practice}.",
        "",
    )


def _call(call: CallFacts, story: Story) -> list[str]:
    apply, have = counted(call.applicants, "utility applies", "utilities apply"), counted(call.mentors, "mentor has", "mentors have")
    lines = _wrapped(
        f"It applies to the call and reports NRW of {_share(call.reported_nrw)}. {apply}, {have} a free place, the channel can bring it "
        f"together with {len(call.candidates)} of them.",
        when(call.year),
    )
    lines += _wrapped(f"Pairing strategy {story.pairing}: {story.pairing_words}") if call.candidates else []
    shown = sorted({*range(min(SHOWN, len(call.candidates))), *([] if call.chosen is None else [call.chosen])})
    if shown:
        names = f"{'km':>6}  {'language':<9}{'unlike':>6}{'practice':>9}{'gain':>7}{'EUR':>8}  {'score' * bool(story.score)}"
        lines.append(f"          {'':>4} {'mentor':<12}{'country':<22}{names}".rstrip())
    for place in shown:
        who = call.candidates[place]
        mark = "->" if place == call.chosen else "  "
        score = "" if who.score is None else f"{who.score:.3g}"
        taken = f"  (taken: {', '.join(who.taken_by)})" if who.taken_by and place != call.chosen else ""
        row = f"{who.distance:>6.0f}  {'same' if who.same_language else 'other':<9}{who.unlike:>6.2f}{who.practice:>9.2f}"
        row += f"{who.predicted_gain:>+7.3f}{price(who.cost):>8}  {score}{taken}"
        lines.append(f"        {mark}{place + 1:>4} {who.mentor:<12}{who.country[:21]:<22}{row}".rstrip())
    if story.score and shown:
        lines.append(f"          score: {story.score}; the smallest is preferred")
    return lines + _wrapped(_why(call))


def _why(call: CallFacts) -> str:
    if call.mentors == 0:
        return "No pair is made: the money that is free pays for no partnership, or no mentor has a place."
    if call.chosen is None:
        if not call.candidates:
            return "It is not paired: no mentor that the channel could propose had a free place."
        if all(candidate.taken_by for candidate in call.candidates):
            return "It is not paired: every mentor it could have had was taken by others before its turn."
        return f"It is not paired: the call made {counted(call.pairs, 'pair')}, and it was in none."
    mentor = call.candidates[call.chosen]
    better = call.candidates[: call.chosen]
    full = sum(bool(candidate.taken_by) for candidate in better)
    place = "the one it prefers by the strategy" if not better else f"number {call.chosen + 1} for it"
    because = f"; of the {len(better)} before it, {full} had no place left at its turn" if better else ""
    if full < len(better):
        because += ", and the strategy weighs all pairs together"
    funded = f"the money is enough for {call.funded}, " + ("this one among them." if call.is_funded else "and not for this one.")
    chosen = f"It is paired with {mentor.mentor}, {place}{because}."
    return f"{chosen} The pair is number {call.turn} of {call.pairs} proposed; {funded}"


def _told(story: Story) -> Iterator[tuple[Event, str]]:
    """Events with their lines; a year of monthly ones is one line, and a zone opens after the mission that opened it."""
    me = story.profile.utility
    months = [event for event in story.events if event.kind in MONTHLY]
    for _, year in groupby(sorted(months, key=_year_of), key=_year_of):
        group = list(year)
        yield group[-1], _line(group[-1], _months(group), me)
    opened: list[Event] = []
    trust: dict[tuple[str, str | None], float] = {}
    for event in story.events:
        pair = (event.mentee, event.mentor)
        if event.kind == "pilot_opened":
            opened.append(event)
            continue
        if event.kind in MONTHLY:
            continue
        if event.kind != "applied":
            yield event, _line(event, _words(event, me, trust.get(pair, math.nan)), me)
        if event.kind not in PAPER:
            trust[pair] = event.trust
        yield from ((zone, _line(zone, _words(zone, me, math.nan), me)) for zone in opened)
        opened = []


def _year_of(event: Event) -> tuple[str, str, int]:
    return event.mentee, event.kind, int(event.time)


def _line(event: Event, words: str, me: str) -> str:
    other = event.mentor if event.mentee == me else event.mentee
    side = "" if event.mentee == me else f"as mentor of {other}: "
    return "\n".join(_wrapped(side + words, when(event.time)))


def _months(events: list[Event]) -> str:
    what = "of the resident adviser" if events[0].kind == "resident_month" else "of remote coaching"
    days, gain, cost = (sum(getattr(event, name) for event in events) for name in ("amount", "gain", "cost"))
    months = f"{counted(len(events), 'month')} {what}"
    taught = counted(round(days), "day that teaches", "days that teach")
    return f"{months}: {taught}, gap {events[0].gap:.2f}, skill {gain:+.3f}, {price(cost)} EUR."


def _words(event: Event, me: str, trust_before: float) -> str:
    trust = f"trust {event.trust:.2f}"
    changed = f"trust {trust_before:.2f} -> {event.trust:.2f}"
    gap = "nothing to learn" if event.gap < 0.0005 else f"gap {event.gap:.2f}"
    lesson = f"{gap}, skill {event.gain:+.3f}, {changed}, {price(event.cost)} EUR"
    other = event.mentor if event.mentee == me else event.mentee
    amount = event.amount
    match event.kind:
        case "mission":
            late = " (late)" if event.trust < trust_before else ""
            return f"Mission{late}: {amount:.0f} expert-days, {lesson}."
        case "cohort_mission":
            return f"Goes to a mission that another member of its cohort hosts: {amount:.0f} expert-days there, {lesson}."
        case "study_visit":
            return f"Study visit to the mentor: {amount:.0f} staff-days, {lesson}."
        case "course":
            return f"Classroom training: {counted(round(amount), 'day')}, {lesson}."
        case "follow_up":
            return f"Follow-up visit: {amount:.0f} expert-days, {lesson}."
        case "paired":
            return f"Paired with {other}; {price(amount)} EUR are committed."
        case "introduced":
            return "Both are introduced to each other."
        case "refused":
            return f"{event.mentor} refuses: it does not want to mentor now."
        case "raised":
            return f"What was seen of it makes others add {price(amount)} EUR to the programme."
        case "not_agreed":
            return "They do not come to an agreement; the money goes back."
        case "too_late":
            return "It would be planned to end after the hard end of the programme, so nothing is signed."
        case "unfinished":
            return "The programme ends here: it is closed unfinished, and nothing more is paid."
        case "agreed":
            return f"Agreement signed with {other}; {trust}, {price(amount)} EUR committed."
        case "diagnosed":
            return f"Joint diagnosis and work plan: the mentor's practice is {amount:.2f} above the mentee's skill."
        case "pilot_opened":
            return f"A pilot zone opens in {100.0 * amount:.1f} % of the network."
        case "investment":
            return f"{price(amount)} EUR of works money arrive."
        case "travel_stopped":
            return "Travel is stopped (pandemic or conflict); the next mission waits."
        case "leader_changed":
            return f"The leadership of the mentee changes and has to be won again: {changed}."
        case "counterpart_changed":
            return f"The counterpart leaves the post: {changed}."
        case "reported":
            return "Yearly report: a result." if amount else "Yearly report: no result yet."
        case "instalment":
            return f"Instalment: {price(amount)} EUR." if amount >= 0.5 else "The instalment is not paid."
        case "reviewed":
            return f"Mid-term review; {trust}."
        case "second_phase":
            return f"A second phase is agreed; {price(amount)} EUR committed."
        case "no_second_phase":
            return "No money is free for a second phase."
        case "extended":
            return f"Extended by {counted(round(amount), 'month')} at no extra cost."
        case "exited":
            return f"Planned exit; {trust}."
        case "ended_early":
            return f"The partnership ends early, for want of trust or luck; {trust}."
        case "ended_at_review":
            return f"The mid-term review ends the partnership; {trust}."
        case "ran_out_of_money":
            return "The partnership ends: no instalment covered the next mission."
        case "graduated":
            return f"It can now mentor others itself; practice {amount:.2f}."
        case "routines_thrown_out":
            return f"A new leadership throws out what had become routine: {amount:.3f} of all tasks."
        case "own_turnaround":
            return f"It begins a turnaround of its own: what consultants or neighbours show is {amount:.2f} above its skill."
        case "staff_days":
            return f"The partnership took {amount:.0f} working days of the mentee's staff from their own work."
        case "effort":
            return f"The mentee takes up {amount:.2f} times what it would with nothing at stake."
        case "bent_report":
            return f"The report tells a result that is not there: technical practice {amount:+.3f}."
        case "accompanies":
            return f"The partnership accompanies works; {price(amount)} EUR of project money are unspent."
        case "set_up":
            return f"Trust, data and a plan are there after {amount:.0f} learning days that taught nothing; from here on days teach."
        case _:
            return event.kind.replace("_", " ").capitalize() + "."


def _year(year: int, story: Story) -> list[str]:
    state, twin = story.states[year], story.twin[year]
    zone = "" if math.isnan(state.pilot_nrw_share) else f" (pilot zone {_share(state.pilot_nrw_share)})"
    text = f"NRW {_share(state.nrw_share)}{zone}, practice {state.practice_mean:.3f}, {price(state.people_served)} people fully served"
    if any(event.mentor == story.profile.utility for event in story.events):
        text += f"; fatigue {state.fatigue:.2f}, motivation {state.motivation:.2f}, experience {state.mentoring_experience:.2f}, "
        text += f"visibility {state.visibility:.2f}"
    text += (
        ". Without the programme: the same." if state_told(state) == state_told(twin)
        else f". Without the programme: {_share(twin.nrw_share)}, {twin.practice_mean:.3f}, {price(twin.people_served)}."
    )  # fmt: skip
    return _wrapped(text, f"== year {year} ends == " if year else "== start == ")


def state_told(state: State) -> tuple[float, ...]:
    """What a year's line tells of both runs."""
    return state.nrw_share, state.practice_mean, state.people_served


def _ending(story: Story) -> list[str]:
    end, twin = story.states[-1], story.twin[-1]
    me = story.profile.utility
    if not any(event.kind == "agreed" for event in story.events):
        same = state_told(end) == state_told(twin)
        return [
            "No partnership was agreed, and the programme changed nothing."
            if same
            else "No partnership was agreed; what differs from the twin came by knowledge shared on the platform."
        ]
    lines = _wrapped(
        f"What the programme changed for {me} by year {story.cell.years}, against its twin without it: "
        f"NRW {100 * (end.nrw_share - twin.nrw_share):+.1f} points, practice {end.practice_mean - twin.practice_mean:+.3f}, "
        f"people fully served {_signed(end.people_served - twin.people_served)}, hours of supply "
        f"{end.supply_hours - twin.supply_hours:+.1f}, OCCR {end.occr - twin.occr:+.2f}; "
        f"{100 * end.treated_share:.1f} % of the network work in the improved way.",
        "",
    )
    exits = [event.time for event in story.events if event.mentee == me and event.kind in ENDS]
    if exits:
        at = min(story.cell.years, math.ceil(exits[-1]))
        then = story.states[at].practice_mean - story.twin[at].practice_mean
        lines += _wrapped(f"When its last partnership was over (end of year {at}), practice was {then:+.3f} against the twin.", "")
        naive = 100 * (end.nrw_share - story.states[0].nrw_share)
        lines += _wrapped(f"A look at it before and after would have said: NRW {naive:+.1f} points.", "")
    if story.expert_days > 0:
        money = f"{price(story.support_received)} EUR of support, overhead of the channel not counted"
        lines += _wrapped(f"It received {story.expert_days:.0f} expert-days and {money}.", "")
    if story.mentor_days > 0:
        lines += _wrapped(f"It gave {story.mentor_days:.0f} expert-days, worth {price(story.mentor_in_kind)} EUR in kind.", "")
    return lines


def _share(value: float) -> str:
    return PERCENT.show(value)


def _signed(value: float) -> str:
    return compact(value).show(value, True)


def _wrapped(text: str, label: str | None = None) -> list[str]:
    """Wrap a paragraph beside a margin in which a label may stand; "" means no margin."""
    indent = "" if label == "" else MARGIN
    together = re.sub(r"(?<=\d) (?=[kMG%])", NO_BREAK, text)
    lines = textwrap.wrap(together, WIDTH, initial_indent=f"{label:<10}" if label else indent, subsequent_indent=indent)
    return [line.replace(NO_BREAK, " ") for line in lines]
