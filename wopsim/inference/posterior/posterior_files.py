"""Write a posterior: draws as CSV, provenance and diagnostics as JSON, everything sampled as InferenceData (netCDF)."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from wopsim._version import __version__
from wopsim.data import shipped
from wopsim.declare import PARAMETERS
from wopsim.durable import make_folder, replacing, write_text
from wopsim.inference.evidence.evidence_files import FOLDER
from wopsim.inference.posterior.calibration import Calibration, pick
from wopsim.inference.posterior.calibration_file import CalibrationStudy, Loaded
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.standard_scores import calibrated, put, values_of
from wopsim.runs.fingerprints import commit
from wopsim.streams import Floats, normal, stream

KEPT = stream("posterior.kept")
ORDER = stream("posterior.order")
DIGITS = 6  # significant digits of a value in the CSV


def posterior_draws(study: CalibrationStudy, target: Target, flat: Floats) -> tuple[list[str], Floats]:
    """Return names and (draw, parameter) values: what moves has them from the chains, what else is calibrated from its prior.

    Parameters
    ----------
    study : says how many; target : whose chains they are; flat : (visit, parameter) scores that were visited.
    """
    rows = pick(flat.shape[0], study.draws, study.seed)
    # in an order by chance: the first ten draws are as good as any ten
    rows = rows[np.argsort(normal(ORDER, study.seed, np.arange(study.draws, dtype=np.uint64)))]
    names = sorted({*calibrated(), *target.names})
    scores = normal(KEPT, study.seed, np.arange(study.draws, dtype=np.uint64)[:, None], np.arange(len(names), dtype=np.uint64))
    values = values_of(names, put(scores, names, target.names, flat[rows]))
    for name, value in target.held.items():
        values[:, names.index(name)] = value
    return names, values


def write_draws(path: Path, names: list[str], values: Floats) -> None:
    """Write a posterior CSV: one row a draw, one column a parameter."""
    make_folder(path.parent)
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["draw", *names])
        for number, row in enumerate(values):
            writer.writerow([number, *(f"{value:.{DIGITS}g}" for value in row)])


def write_posterior(calibration: Calibration, loaded: Loaded, folder: Path) -> list[Path]:
    """Write `posterior.csv`, `provenance.json` and `inference_data.nc`, and return their paths."""
    table, record, data = (folder / name for name in ("posterior.csv", "provenance.json", "inference_data.nc"))
    write_draws(table, *posterior_draws(calibration.study, calibration.target, calibration.chains.flat))
    write_text(record, json.dumps(provenance(calibration, loaded), indent=2) + "\n")
    with replacing(data) as draft:
        inference_data(calibration).to_netcdf(str(draft), engine="h5netcdf")
    return [table, record, data]


def diagnostics(calibration: Calibration) -> dict[str, Any]:
    """Return what says whether the chains can be believed: R-hat over ensembles, effective draws, acceptance, the emulator's error."""
    import arviz

    chains, emulator = calibration.chains, calibration.emulator
    r_hat = [float(arviz.rhat(_as_chains(chains.scores[..., k]))) for k in range(len(calibration.target.names))]
    ensembles, _, walkers, _ = chains.scores.shape
    steps = calibration.study.sampler.steps - calibration.study.sampler.burn
    n = emulator.data
    return {
        "r_hat_largest": max(r_hat),
        "r_hat": dict(zip(calibration.target.names, r_hat, strict=True)),
        "autocorrelation_time_steps": chains.tau,
        "effective_draws": ensembles * walkers * steps / chains.tau,
        "accepted_share": chains.accepted,
        "emulator_explains_of_means": _summary(emulator.explained[:n]),
        "emulator_error_of_means": _summary(emulator.error[:n]),
    }


def provenance(calibration: Calibration, loaded: Loaded) -> dict[str, Any]:
    """Return where the posterior comes from, as plain data."""
    components = {name: float(values.mean()) for name, values in calibration.target.by_component(calibration.chains.some()).items()}
    evidence = sorted(shipped(FOLDER).rglob("*.csv"))
    return {
        "title": calibration.study.title,
        "made": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "wopsim_version": __version__,
        "commit": commit(),
        "study": loaded.path.name,
        "study_sha256": hashlib.sha256(loaded.text.encode()).hexdigest(),
        "settings": calibration.study.model_dump(mode="json"),
        "evidence_sha256": {str(path.relative_to(shipped(FOLDER))): hashlib.sha256(path.read_bytes()).hexdigest() for path in evidence},
        "priors": {name: str(PARAMETERS[name].prior) for name in sorted({*calibrated(), *calibration.target.names})},
        "moved": list(calibration.target.names),
        "rows_used": [one.name for one in calibration.data],
        "rows_left_out": {one.row_id: one.why for one in calibration.left_out},
        "log_likelihood_by_component": components,
        "diagnostics": diagnostics(calibration),
    }


def inference_data(calibration: Calibration) -> Any:
    """Return everything sampled as ArviZ InferenceData: posterior, prior, log likelihood by case, reported values."""
    import arviz

    target, chains = calibration.target, calibration.chains
    every = max(1, chains.scores.shape[1] * chains.scores.shape[2] // 4000)
    scores = np.stack([one.reshape(-1, one.shape[-1])[::every] for one in chains.scores])
    density = np.stack([one.reshape(-1)[::every] for one in chains.density])
    values = values_of(target.names, scores)
    places = np.arange(2000, dtype=np.uint64)[:, None], np.arange(len(target.names), dtype=np.uint64)
    prior = values_of(target.names, normal(KEPT, calibration.study.seed + 1, *places))
    cases = [calibration.data[k].asked.planned.case_id for k in calibration.reports.order[calibration.reports.starts]]
    reports = [calibration.data[k].name for k in calibration.reports.order]
    return arviz.from_dict(
        posterior={name: values[..., k] for k, name in enumerate(target.names)},
        prior={name: prior[None, :, k] for k, name in enumerate(target.names)},
        log_likelihood={"reports": target.by_case(scores)},
        sample_stats={"lp": density},
        observed_data={"reported": calibration.reports.value},
        coords={"case": cases, "report": reports},
        dims={"reports": ["case"], "reported": ["report"]},
    )


def _as_chains(scores: Floats) -> Floats:
    """(ensemble, step, walker) as (chain, draw): an ensemble is a chain, its walkers stand beside each other at each step."""
    return scores.reshape(scores.shape[0], -1)


def _summary(values: Floats) -> dict[str, float]:
    return {"least": float(values.min()), "median": float(np.median(values)), "most": float(values.max())}
