"""What can be wrong in lives of partnerships: events, what they do, and who decides."""

from __future__ import annotations

from tests.engines.mutating import edit

COUNTERPART = (
    "    if chance.of_partnership(ctx, number, chance.COUNTERPART, partnership.n) < trust.change_chance(p.counterpart_rate, span):\n"
    "        partnership.trust = trust.trust_after_change(partnership.trust, p.counterpart_loss)\n"
    "        note(ctx, number, EventKind.COUNTERPART_CHANGED, np.nan)\n"
)
EARLY_END = """    ends = trust.early_end_chance(p.early_end_rate, p.early_end_trust, partnership.trust, span)
    if chance.of_partnership(ctx, number, chance.EARLY_END, partnership.n) < ends:
        finish(ctx, number, EventKind.ENDED_EARLY)
"""

LIVES = (
    edit("delay does not cost trust", "life.mission_cycle", ("p.trust_delay_loss, late)", "p.trust_delay_loss, 0.0)")),
    edit(
        "experts are not released",
        "life.mission_cycle",
        (
            "    _visit(ctx, number)\n    if partnership.hosts:\n        give_back_experts(ctx, number)\n",
            "    _visit(ctx, number)\n",
        ),
    ),
    edit(
        "party does not look again at travel", "life.mission_cycle", ("if days_until_travel(ctx, partnership.mentee) != 0.0:", "if False:")
    ),
    edit("counterpart never changes", "life.mission_cycle", ("< trust.change_chance(p.counterpart_rate, span):", "< 0.0:")),
    edit(
        "early end before counterpart",
        "life.mission_cycle",
        (COUNTERPART + EARLY_END, EARLY_END + COUNTERPART),
    ),
    edit(
        "early end within a whole interval",
        "life.mission_cycle",
        ("span = max(0.0, min(interval, end_of(partnership) - world.now))", "span = max(0.0, interval)"),
    ),
    edit(
        "missions make up for lost time",
        "life.mission_cycle",
        ("partnership.due = max(partnership.due + interval, world.now + interval / 2.0)", "partnership.due += interval"),
    ),
    edit("all at one moment in order of asking", "agenda", ("AFTER_OTHERS = 1", "AFTER_OTHERS = 0")),
    edit("review ends nothing", "life.phases", ("if partnership.trust < ctx.p.review_trust:", "if False:")),
    edit("short ones are reviewed", "opening", ("partnership.reviewed = p.months < REVIEW_FROM", "partnership.reviewed = False")),
    edit(
        "second phase at the whole price",
        "life.phases",
        ("price = partnership.whole_price - partnership.grant", "price = partnership.whole_price"),
    ),
    edit("second phase without reports", "life.phases", ("    activities.begin_reports(ctx, number)\n    return True", "    return True")),
    edit("second phase without free money", "life.phases", ("if account.free_money(world, p) - (", "if np.inf - (")),
    edit("second phases take what is set aside", "life.phases", ("(0.0 if has_quota else world.aside) < price", "0.0 < price")),
    edit("what is set aside is not used up", "life.phases", ("world.aside = max(0.0, world.aside - price)", "pass")),
    edit("extended again and again", "life.phases", ("    partnership.extended = True\n", "")),
    edit("patience without end", "life.mission_cycle", ("if none_left or world.now >= partnership.give_up:", "if none_left:")),
    edit(
        "leader is not noticed",
        "life.commitment",
        ("    if partnership.signed:\n        partnership.trust", "    if False:\n        partnership.trust"),
    ),
    edit(
        "diagnosis takes its time",
        "life.start_up",
        ("world.now + min(p.diagnosis_days, partnership.startup)", "world.now + p.diagnosis_days"),
    ),
    edit(
        "days away are not counted",
        "life.mission_cycle",
        (
            ".days_this_quarter[mentor % LANES] += size * p.days_per_mission",
            ".days_this_quarter[mentor % LANES] += 0.0 * size * p.days_per_mission",
        ),
    ),
    edit("helper days are not counted", "life.mission_cycle", ("mentor_days += given * p.helper_share", "mentor_days += 0.0")),
    edit("helper is for free", "account", ("0.0 if partnership.helper < 0 else 1.0, partnership.partners)", "0.0, partnership.partners)")),
    edit("consortium is for free", "account", ("else 1.0, partnership.partners)\n", "else 1.0, 0)\n")),
    edit(
        "only the first mentor becomes visible",
        "life.ending",
        (
            "    for place in range(partnership.partners + 1):\n        mentor = mentor_at(partnership, place)\n",
            "    for place in range(1):\n        mentor = mentor_at(partnership, place)\n",
        ),
    ),
    edit("cohort learns from itself only", "life.mission_cycle", ("shown_there * p.indirect_learning, 0.0,", "0.0, 0.0,")),
    edit(
        "days at others treat the own zone",
        "life.mission_cycle",
        ("p.indirect_learning, 0.0, partnership.distance, False)", "p.indirect_learning, 0.0, partnership.distance, True)"),
    ),
    edit(
        "missing members pay", "cohorts", ("partnership.sharing = members_left(ctx, number)", "partnership.sharing = partnership.members")
    ),
    edit("nobody pays for missing members", "account", ("if more > CENT and", "if False and")),
    edit("the first member always hosts", "cohorts", ("turn = partnerships[number].n % max(1, members_left(ctx, number))", "turn = 0")),
    edit("ways to the host are free", "account", ("return shared + prices.own_trip(p,", "return shared + 0.0 * prices.own_trip(p,")),
    edit(
        "guests take experts too",
        "life.mission_cycle",
        ("    elif not partnership.hosts:  # the experts are at another member\n", "    elif False:\n"),
    ),
    edit(
        "each member takes a place",
        "opening",
        ("    if leads:\n        roles[mentor].mentoring += 1\n", "    if True:\n        roles[mentor].mentoring += 1\n"),
    ),
    edit(
        "a cohort is over with its first member",
        "life.ending",
        ("    if cohorts.members_left(ctx, number) > 0:  # the mentors go on with the others\n", "    if False:\n"),
    ),
    edit(
        "motivation does not matter to refusals",
        "life.start_up",
        ("(p.mentor_refusal, motivation,", "(p.mentor_refusal, 0.0 * motivation,"),
    ),
    edit("who is seen moves nobody", "life.start_up", ("seen / max(1.0, able))", "0.0 * seen)")),
    edit("every member asks the mentor", "life.start_up", (" or partnership.cohort != number:", ":")),
    edit("money raised is not free", "account", ("+ world.raised -", "-")),
    edit(
        "motivation does not stay", "teaching", ("p.mentor_motivation_lasts, s.motivation[j] - before)", "0.0, s.motivation[j] - before)")
    ),
    edit("events are free", "account", ("        return False\n    world.spent += cost\n", "        return False\n")),
    edit("events without money", "account", ("if free_money(world, p) + CENT < costs.with_overhead(cost, p.overhead):", "if False:")),
    edit("partnerships take the money of events", "views", ("account.money_for_partnerships(ctx)", "account.free_money(ctx.world, p)")),
    edit("events are not counted", "sharing", ("        s.events_year[k] += each\n", "")),
    edit("reports take no time", "activities", ("        account.count_days(ctx, number, 0.0, p.report_staff_days)\n", "")),
    edit("nobody gives time at events", "sharing", ("        s.event_days[k] += days\n", "")),
    edit("everybody comes to events", "sharing", ("if turnout < 1.0:", "if False:")),
    edit("strangers are peers", "sharing", (" <= ctx.p.peer_unlike\n", " <= 1.0\n")),
    edit("one is a peer of oneself", "sharing", ("1.0 if places[n] != place else 0.0", "1.0")),
    edit("everybody tries harder", "sharing", (" - means[roles[row].group], s", ", s")),
    edit("nobody joins a cohort", "joining", ("of_mentees, between, size,", "of_mentees, between, 1,")),
    edit("works money stays committed", "life.ending", ("    if not partnership.invested:\n", "    if False:\n")),
    edit(
        "pandemic stops nobody",
        "resources",
        (
            "if shocks.pandemic[mentee % LANES] == 0.0 and shocks.conflict[mentee % LANES] == 0.0:",
            "if shocks.conflict[mentee % LANES] == 0.0:",
        ),
    ),
    edit("places are not freed", "life.ending", ("        roles[mentor_at(partnership, place)].mentoring -= 1\n", "        pass\n")),
    edit("study visit without motivation", "activities", ("i.motivation[k] += p.study_visit_motivation *", "i.motivation[k] += 0.0 *")),
    edit(
        "study visits ignore travel stops",
        "activities",
        (
            "        if stopped > 0.0:\n            _wait(ctx, number, STUDY_VISITS,",
            "        if False:\n            _wait(ctx, number, STUDY_VISITS,",
        ),
    ),
    edit(
        "residents stay in a conflict",
        "activities",
        ("if not in_conflict(ctx, partnership.mentee) and account.covers", "if account.covers"),
    ),
    edit("coaching is hands on", "activities", ("days * p.remote_effect, days, 0.0, False)", "days * p.remote_effect, days, 0.0, True)")),
    edit(
        "courses without money",
        "activities",
        (
            "        if account.covers(partnership, p, cost):\n            gain, gap, _ = teach(ctx, number, days * p.classroom_effect",
            "        if True:\n            gain, gap, _ = teach(ctx, number, days * p.classroom_effect",
        ),
    ),
    edit("follow up without money", "activities", ("        if not account.covers(partnership, p, cost):\n", "        if False:\n")),
    edit(
        "follow up keeps all money",
        "activities",
        ("return min(partnership.committed, account.follow_up_money(partnership, p))", "return partnership.committed"),
    ),
    edit("result since the start", "activities", ("        partnership.report_before = practice\n", "")),
    edit(
        "report takes no time",
        "activities",
        ("_wait(ctx, number, REPORTS, world.now + p.report_days)", "_wait(ctx, number, REPORTS, world.now)"),
    ),
    edit("nothing is held back", "account", ("lost = 0.0 if result else partnership.held_back * instalment", "lost = 0.0")),
    edit("what is held back stays committed", "account", ("        ctx.world.committed -= lost\n", "")),
    edit("first instalment is a share", "account", ("if years == 1 or parts[0] >= min(mission, money):", "if True:")),
    edit(
        "nothing set aside for follow up",
        "account",
        ("max(0.0, partnership.committed - first - aside)", "max(0.0, partnership.committed - first)"),
    ),
    edit("mentee does not pay", "account", ("+= costs.own_part(cost, partnership.own_share, p.overhead)", "+= 0.0")),
    edit(
        "overhead of own part forgotten",
        "account",
        ("costs.own_part(cost, partnership.own_share, p.overhead)", "costs.own_part(cost, partnership.own_share, 0.0)"),
    ),
    edit("partners show nothing", "teaching", ("    for member in range(partnership.partners):\n", "    for member in range(0):\n")),
    edit("helper shows nothing", "teaching", ("    if partnership.helper >= 0:\n", "    if False:\n")),
    edit("pilot opens without learning", "teaching", ("i.connections[k], learned)", "i.connections[k], 1.0)")),
    edit(
        "pilot opens with full cuts",
        "teaching",
        ("    i.leak_cut[k] = scaling.cut_when_spread(i.leak_cut[k], before, i.treated[k])\n", ""),
    ),
    edit("nothing is learned back", "teaching", ("share[d] * p.learning_back * part)", "0.0 * share[d])")),
    edit("tired mentors teach as well", "teaching", ("mentors.teaching_quality(lead.fatigue[m], ", "mentors.teaching_quality(0.0, ")),
    edit("topics do not mature", "teaching", ("    if learned > 0.0:\n", "    if False:\n")),
    edit("graduation is easier", "life.ending", ("practice < p.graduate_practice:", "practice < 0.9 * p.graduate_practice:")),
    edit("graduates have no mentor", "life.ending", ("    role.own_mentor = partnership.mentor\n", "")),
    edit(
        "promised places are given away",
        "opening",
        ("            block.roles[worlds[pair], mentors[pair]].mentoring += 1\n", "            pass\n"),
        ("        roles[mentor].mentoring -= 1  # no longer promised, taken below\n", ""),
    ),
    edit("weakest whatever the topics", "opening", ("p.focus[d] * (1.0 - team)", "1.0 - team")),
    edit("calls until the end", "quarter", ("called = account.in_tranche(p, year, p.last_call) and year", "called = year")),
    edit("register does not grow", "views", ("knowledge.reach_after(near, p.sharing_reach, float(year))", "near")),
    edit("exit stays at the next agreement", "life.start_up", ("    role.exit_time = np.nan", "    pass")),
)
