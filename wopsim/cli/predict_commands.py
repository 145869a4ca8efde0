"""The command that predicts what will be reported of a partnership."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wopsim.cli.common import Debug, aside, errors, require_other, say, whole, written_to
from wopsim.cli.progress import stages
from wopsim.csv_cells import WrongCell, read_number
from wopsim.errors import EvidenceError, WopsimError, did_you_mean
from wopsim.limits import DRAWS, MONTHS, SEED, exists

if TYPE_CHECKING:
    from wopsim.inference.cases.case_file import Plans


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(predict)


def _amount(text: str) -> float:
    """Read an amount of money as a cell is read: 400.000 may be 400 or 400,000, and is refused."""
    try:
        return read_number(text, (0.0, 1e12), kind="amount")
    except WrongCell as wrong:
        raise typer.BadParameter(f"it {wrong}") from None


def predict(
    cases: Annotated[
        str | None,
        typer.Argument(help="CSV with columns of partnerships.csv, or the case_id of a documented partnership.", show_default=False),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="CSV to write.", show_default="wopsim-results/predictions/CASES.csv")] = None,
    utility: Annotated[
        str | None, typer.Option(help="Without CASES: the mentee, by name or id, as it stands in --world.", show_default=False)
    ] = None,
    world: Annotated[str | None, typer.Option(help="CSV of utilities in which --utility stands.", show_default="default")] = None,
    country: Annotated[str | None, typer.Option(help="Without CASES: the mentee's country.", show_default=False)] = None,
    mentor: Annotated[str | None, typer.Option(help="Without CASES: the mentor's country; drawn if not given.", show_default=False)] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(help="Without CASES: what is to be predicted; name it again for more than one.", show_default="nrw_pct"),
    ] = None,
    baseline: Annotated[float | None, typer.Option(help="Without CASES: its value at the start.", show_default=False)] = None,
    scale: Annotated[str | None, typer.Option(help="Without CASES: utility, town, region or pilot.", show_default="utility")] = None,
    source: Annotated[str | None, typer.Option(help="Without CASES: who will report it.", show_default="independent")] = None,
    months: Annotated[int | None, whole(MONTHS, help="Without CASES: length of the partnership.", show_default=False)] = None,
    budget: Annotated[
        float | None, typer.Option(parser=_amount, metavar="AMOUNT", help="Without CASES: budget [EUR].", show_default=False)
    ] = None,
    years: Annotated[float | None, typer.Option(help="Without CASES: years from the start to the value.", show_default="3")] = None,
    useful: Annotated[
        float | None,
        typer.Option(min=0.0, help="Smallest difference that matters, in the row's unit.", show_default="a twentieth of scale or value"),
    ] = None,
    draws: Annotated[int, whole(DRAWS, help="Draws of the posterior, each with 24 versions of the mentee.")] = 100,
    seed: Annotated[int, whole(SEED, help="Root of everything that is drawn.")] = 1,
    posterior: Annotated[str, typer.Option(help="Where draws come from: posterior, prior, or a posterior CSV.")] = "posterior",
    tried: Annotated[
        bool, typer.Option(help="Also run each row as it could be otherwise: how much what is not known, or could be chosen, matters.")
    ] = True,
    figure: Annotated[
        Path | None, typer.Option(help="Slide of one utility to write as well (.png, .svg, .pdf).", show_default=False)
    ] = None,
    debug: Debug = False,
) -> None:
    """Predict what will be reported of a partnership, with and without it, and what it changes."""
    with errors(debug):
        from wopsim.analysis.io import make_folder
        from wopsim.inference.prediction import predict as foretell
        from wopsim.inference.prediction import write_predictions
        from wopsim.inference.what_if_runs import with_what_ifs
        from wopsim.report.figures.plot import save_figure
        from wopsim.report.figures.utility_slide import require_slide, utility_slide
        from wopsim.report.predictions import as_text, assumptions, readings

        described = {
            "mentee_country": country, "mentor_country": mentor, "indicator": indicator or None, "baseline_low": baseline,
            "baseline_high": baseline, "scale": scale, "source_class": source, "duration_months": months, "budget_value": budget,
            "span_years": years,
        }  # fmt: skip
        given = {name: value for name, value in described.items() if value is not None}
        plans = _plans(cases, utility, world, given)
        _tell_unread(cases, plans)
        if not plans.rows:
            raise EvidenceError(f"{cases}: no row can be predicted.")
        if figure is not None:
            require_slide(plans.rows, figure)
        path = out or Path("wopsim-results/predictions") / f"{Path(cases or 'planned').stem}.csv"
        if cases is not None:
            require_other(path, cases)
        was_there = exists(path)
        make_folder(path.parent)
        with stages() as tell:
            predictions = foretell(plans.rows, draws, seed, posterior, lambda done, of: tell("draws", done, of), useful)
            if tried:
                predictions = with_what_ifs(predictions, draws, seed, posterior, lambda done, of: tell("rows otherwise", done, of))
        try:
            write_predictions(plans, predictions, path)
        except OSError as error:
            raise WopsimError(f"{path} cannot be written: {error.strerror or error}.") from error
        if figure is not None:
            drawn = exists(figure)
            save_figure(utility_slide(predictions, posterior), figure)
            say(f"{written_to(figure, drawn)}: the slide.")
        for text in filter(None, (as_text(predictions), readings(predictions), assumptions(predictions))):
            say(text)
        rows = len(plans.rows) + len(plans.bad) + len(plans.silent)
        say(f"{written_to(path, was_there)}: {len(predictions)} of {rows} rows have a prediction.")


def _plans(cases: str | None, utility: str | None, world: str | None, given: dict[str, Any]) -> Plans:
    """What is to be predicted: rows of a file, a documented partnership, or one that options describe."""
    from wopsim.inference.cases.case_file import read_plans, shipped_case, shipped_cases

    if world is not None and utility is None:
        raise EvidenceError("--world names the file in which --utility stands; say which utility.")
    if cases is None:
        return _described(given) if utility is None else _known(utility, world or "default", given)
    if given or utility is not None:
        raise EvidenceError("a partnership is described by options, or stands in CASES; give one of both.")
    if cases.endswith(".csv") or exists(Path(cases)):
        return read_plans(cases)
    found = shipped_case(cases)
    if found is None:
        raise EvidenceError(f"there is no file and no documented partnership {cases!r}.{did_you_mean(cases, shipped_cases())}")
    return found


def _tell_unread(cases: str | None, plans: Plans) -> None:
    """Say which lines and columns of a file nothing is made of, and why."""
    for bad in plans.bad:
        aside(f"wopsim: {cases}, line {bad.line}: {bad.why.rstrip('.')} (no prediction)")
    for line in plans.silent:
        aside(f"wopsim: {cases}, line {line}: no indicator or no time, so there is nothing to predict")
    for name in plans.ignored:
        aside(f"wopsim: {cases}: unknown column, not read: {name}")


def _described(given: dict[str, Any]) -> Plans:
    """One partnership that is described by options, with a row for each indicator."""
    from wopsim.inference.cases.case_file import Plans
    from wopsim.inference.cases.case_spec import NotPlanned, plan_of
    from wopsim.world.regions import find_country, why_unknown

    if "mentee_country" not in given and "baseline_low" not in given:
        raise EvidenceError("describe a partnership (at least --country or --baseline), or name a CSV or a documented partnership.")
    for option, name in (("--country", "mentee_country"), ("--mentor", "mentor_country")):
        if name in given and find_country(given[name]) is None:
            raise EvidenceError(f"{option} {given[name]!r} {why_unknown(given[name])}")
    indicators = given.get("indicator", ["nrw_pct"])
    if len(indicators) > 1 and "baseline_low" in given:
        raise EvidenceError("--baseline is of one indicator; leave it out, predict them one by one, or write a CSV with a row for each.")
    usual = {"case_id": "planned", "scale": "utility", "source_class": "independent", "span_years": 3.0}
    rows = [{**usual, "phase": "during", "budget_currency": "EUR", **given, "indicator": name} for name in indicators]
    try:
        return Plans(tuple(plan_of(row, number) for number, row in enumerate(rows, 1)), (), (), ())
    except NotPlanned as error:
        raise EvidenceError(f"this partnership cannot be predicted: {error}") from error


def _known(utility: str, world: str, given: dict[str, Any]) -> Plans:
    """One partnership of a utility of a world: what the world's file states of it is known, the rest is drawn."""
    from wopsim.inference.cases.case_file import Plans
    from wopsim.inference.cases.own_utility import own_utility

    if "mentee_country" in given:
        raise EvidenceError(f"the world says where {utility!r} is; leave --country out.")
    indicators = given.pop("indicator", ["nrw_pct"])
    if len(indicators) > 1 and "baseline_low" in given:
        raise EvidenceError("--baseline is of one indicator; leave it out: the world states them.")
    rows = []
    for number, name in enumerate(indicators, 1):
        found = own_utility(utility, world, name)
        (row,) = _described({**found.cells, **given, "indicator": [name]}).rows
        rows.append(replace(row, line=number, people=found.people, read=row.read + found.read))
    return Plans(tuple(rows), (), (), ())
