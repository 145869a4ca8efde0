"""What can be wrong in mechanisms that do nothing by default, so that the reference cannot notice it."""

from __future__ import annotations

from tests.engines.mutating import edit, otherwise

MECHANISMS = (
    edit("a new leader is no orphan", "steps.lose_routines", ("            s.orphaned[k] = 1.0\n", "            s.orphaned[k] = 0.0\n")),
    edit("experts are no champion", "steps.lose_routines", ("if accompanied(ctx, row) or", "if False or")),
    edit("what is thrown out stays", "steps.lose_routines", ("        s.capacity[d, k] -= lost[d]\n", "")),
    otherwise(
        "relapse: what was there before goes too",
        "steps.lose_routines",
        "relapse.thrown_out",
        lambda rule, u, chance, capacity, start: rule(u, chance, capacity, 0.0),
    ),
    edit(
        "programmes displace nothing",
        "steps.take_initiative",
        ("displaced[row] = p.initiative_displaced if accompanied(ctx, row) else 0.0", "displaced[row] = 0.0"),
    ),
    edit("turnarounds are free", "steps.take_initiative", ("    fee = p.initiative_cost *", "    fee = 0.0 *")),
    edit("consultants are an own share", "steps.take_initiative", ("    s.consultants[k] += fee\n", "")),
    edit("works of a turnaround cost nothing", "steps.take_initiative", ("        s.cash[k] -= spent\n", "")),
    edit("turnarounds never end", "steps.take_initiative", ("    s.turnaround[k] -= QUARTER\n", "")),
    edit(
        "neighbours are everywhere",
        "steps.take_initiative",
        ("country, practice, k = roles[row].country, ctx", "country, practice, k = 0, ctx"),
    ),
    otherwise(
        "initiative: autonomy does not matter",
        "steps.take_initiative",
        "initiative.initiative_hazard",
        lambda rule, rate, autonomy, *rest: rule(rate, 1.0, *rest),
    ),
    edit("the zone takes from nobody", "steps.balance_water", ("for_others = each - treated * zone", "for_others = each - 0.0 * zone")),
    edit("pressure in the zone is that of all", "steps.balance_water", ("pressure_factor(day + s.zone_ahead[k],", "pressure_factor(day,")),
    otherwise(
        "zone_hours: a zone takes all",
        "steps.balance_water",
        "zone_hours.first_hours",
        lambda rule, kept, first, most: rule(kept, first, 1.0),
    ),
    otherwise(
        "zone_hours: nothing is kept",
        "steps.balance_water",
        "zone_hours.kept_hours",
        lambda rule, alike, by_saving, keeps: rule(alike, by_saving, 0.0),
    ),
    edit("staff never wanders", "steps.move_background", ("-productivity, QUARTER) * wandered", "-productivity, QUARTER)")),
    edit(
        "wandering staff is paid",
        "exogenous_paths",
        ("before.wage_level[k] * before.staff_level[k], productivity", "before.wage_level[k] * x.staff_level[k], productivity"),
    ),
    edit("gains do not wander", "steps.wander_practice", ("commercial.gain_of(s.practice[d, k], f.practice_start[d, k])", "s.gain[d, k]")),
    otherwise(
        "restlessness: context decides",
        "initial_state",
        "restlessness.spread_in_context",
        lambda rule, of_context, restless: rule(of_context, 0.0),
    ),
    edit(
        "setting up costs no days",
        "teaching",
        ("    taught = learned_from - _set_up(ctx, number, learned_from)\n", "    taught = learned_from\n"),
    ),
    edit("setting up begins anew", "teaching", ("    partnership.setup -= spent\n", "    partnership.setup -= 0.0\n")),
    edit("what others gained fades too", "steps.fade_small_gains", ("if ctx.roles[row].has_started == 0.0:", "if False:")),
    edit("presence does not thin", "steps.settle_money", ("(s.presence[k], p.presence_thinning, before,", "(s.presence[k], 0.0, before,")),
    edit("counterparts are not missed", "teaching", ("    miss(ctx, number, given * p.missed_days)\n", "")),
    edit("reports write themselves", "activities", ("        miss(ctx, number, p.report_staff_days)\n", "")),
    edit(
        "a large utility misses as much",
        "steps.miss_work",
        ("missed_share(s.days_missed[k], staff,", "missed_share(s.days_missed[k], 20.0,"),
    ),
    edit("missed work is missed again", "steps.miss_work", ("            s.days_missed[k] = 0.0\n", "")),
    edit(
        "missed work is done all the same",
        "steps.miss_work",
        ("burden.practice_left(s.practice[d, k], missed)", "s.practice[d, k]"),
    ),
    edit(
        "nobody misses maintenance",
        "steps.balance_water",
        ("leaks_left_longer(f.real_own[k], s.work_missed[k])", "leaks_left_longer(f.real_own[k], 0.0)"),
    ),
    edit(
        "advice spoils wherever it comes from",
        "teaching",
        ("skill_spoilt(p.wrong_advice, partnership.unlike,", "skill_spoilt(p.wrong_advice, 1.0,"),
    ),
    otherwise(
        "burden: mentors have time for all", "teaching", "burden.attention", lambda rule, crowding, number: rule(0.0 * crowding, number)
    ),
    edit(
        "effort in one domain only",
        "teaching",
        ("return float(tries if domain == TECHNICAL else", "return float(1.0 if domain == TECHNICAL else"),
    ),
    edit(
        "own money is not at stake",
        "teaching",
        ("at_stake = partnership.held_back + partnership.own_share", "at_stake = partnership.held_back"),
    ),
    edit(
        "every director owns the aim",
        "life.commitment",
        ("            partnership.owned = False\n", "            partnership.owned = True\n"),
    ),
    edit("nobody chose its mentor", "settings", ('p.pairing == "mutual_choice"', "False")),
    edit(
        "reports bend where no money waits",
        "activities",
        ("p.indicator_bending if partnership.held_back > 0.0 else 0.0", "p.indicator_bending"),
    ),
    otherwise(
        "effort: what is not looked at is done as well",
        "teaching",
        "effort.effort_left",
        lambda rule, bending, held_back: rule(0.0 * bending, held_back),
    ),
    edit("works are accompanied by nobody", "steps.accompany_works", ("p.learning_days if there else 0.0, p.acc", "0.0, p.acc")),
    edit(
        "works are accompanied from the signature on",
        "steps.accompany_works",
        ("there = experts_come(ctx, row)", "there = ctx.roles[row].current >= 0"),
    ),
    edit("the finance topic prepares nothing", "steps.accompany_works", ("s.topic[FINANCE, k])", "0.0)")),
    edit(
        "accompanied works take as long",
        "steps.settle_money",
        ("accompaniment.relative_to_alone(p.accompanied_speed, s.accompanied[k])", "1.0"),
    ),
    edit(
        "accompanied supply is worth no more", "steps.settle_money", ("building * purse.worth / p.supply_cost", "building / p.supply_cost")
    ),
    edit(
        "accompanied connections are worth no more",
        "steps.settle_money",
        ("connections + connecting * purse.worth /", "connections + connecting /"),
    ),
    edit(
        "accompanied zones are worth no more",
        "steps.settle_money",
        ("(from_project * purse.worth + from_own) / price", "(from_project + from_own) / price"),
    ),
    otherwise(
        "accompaniment: company all the way",
        "steps.settle_money",
        "accompaniment.relative_to_alone",
        lambda rule, factor, part: rule(factor, 1.0 + 0.0 * part),
    ),
    otherwise(
        "presence: thin is as good",
        "teaching",
        "presence.share_that_takes",
        lambda rule, days, half: rule(days, 0.0 * half),
    ),
    otherwise(
        "presence: every gain fades",
        "steps.fade_small_gains",
        "presence.after_small_gain",
        lambda rule, capacity, start, holding, *rest: rule(capacity, start, 100.0 * holding, *rest),
    ),
    otherwise("assessment: nobody errs", "views", "background.shift_share", lambda rule, share, better: rule(share, 0.0 * better)),
    edit(
        "mentors are known",
        "views",
        ("practice = call.mentor_practice[place, j, d]", "practice = state[mentor // LANES].practice[d, mentor % LANES]"),
    ),
    edit("the world is known", "views", ("p, fixed = block.believed[world.settings],", "p, fixed = block.settings[world.settings],")),
    edit("helpers are known", "views", ("its_own = background.shift_share(its_own,", "its_own = background.shift_share(its_own, 0.0 *")),
)
