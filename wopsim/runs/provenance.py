"""What a store says of its origin, and what differs between a store and what would be written to it now."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

from wopsim._version import __version__
from wopsim.runs import fingerprints
from wopsim.runs.study_world import world_notes
from wopsim.study.draws import PRIORS, SHIPPED
from wopsim.study.draws import identity as draws_identity
from wopsim.study.scenario import Study

Attributes = dict[str, Any]

_FOR_PEOPLE = ("name", "title", "question", "translations", "path", "world", "draws_from")  # world and draws are compared by their hash
_MOST_NAMED = 8


def provenance(study: Study) -> Attributes:
    """Return the attributes of a store of a study: where its numbers come from."""
    described = json.dumps(study.to_dict(), sort_keys=True)
    kind, draws = draws_identity(study.draws_from)
    return {
        "Conventions": "CF-1.11 (names of attributes)",
        "title": study.title,
        "question": study.question,
        "study": described,
        "study_sha256": hashlib.sha256(described.encode()).hexdigest(),
        "seed": str(study.seed),
        "world": study.world,
        "world_notes": world_notes(study),
        "world_sha256": fingerprints.world_sha256(study),
        "data_sha256": json.dumps(fingerprints.data_sha256()),
        "draws_from": kind,
        "draws_sha256": draws,
        "wopsim_version": __version__,
        "wopsim_commit": fingerprints.commit(),
        "wopsim_source_sha256": fingerprints.source_sha256(),
        "libraries": fingerprints.libraries(),
        "lock_sha256": fingerprints.libraries_sha256(),
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def differences(held: Attributes, now: Attributes) -> list[str]:
    """Return what makes results differ between a store and a study as it would be run now, one sentence each.

    Parameters
    ----------
    held, now : from `provenance`. Texts for people and the place of files do not count.
    """
    found = []
    if held["wopsim_version"] != now["wopsim_version"]:
        found.append(f"wopsim is {now['wopsim_version']}; the store was made with {held['wopsim_version']}.")
    elif held["wopsim_source_sha256"] != now["wopsim_source_sha256"]:
        commits = f"commit {now['wopsim_commit']}; the store was made with {held['wopsim_commit']}"
        found.append(f"the code of wopsim {now['wopsim_version']} differs ({commits}).")
    kinds = [side["draws_from"] if side["draws_from"] in (SHIPPED, PRIORS) else "file" for side in (held, now)]
    if kinds[0] != kinds[1]:
        found.append(f"draws are from the {now['draws_from']}; those of the store are from the {held['draws_from']}.")
    elif held["draws_sha256"] != now["draws_sha256"]:
        found.append(f"draws are from another {now['draws_from']} than those of the store.")
    if held["world_sha256"] != now["world_sha256"]:
        found.append(f"the world file {now['world']} has other content than when the store was made.")
    tables = [json.loads(side["data_sha256"]) for side in (held, now)]
    changed = [name for name in sorted(tables[0].keys() | tables[1].keys()) if tables[0].get(name) != tables[1].get(name)]
    if changed:
        found.append(f"shipped tables have other content than when the store was made: {', '.join(changed)}.")
    return found + _study_differences(json.loads(held["study"]), json.loads(now["study"]))


def _study_differences(held: Attributes, now: Attributes) -> list[str]:
    for word in _FOR_PEOPLE:
        held.pop(word, None), now.pop(word, None)
    found = []
    scenarios = {side: {one["name"]: one for one in values.pop("scenarios")} for side, values in (("held", held), ("now", now))}
    if list(scenarios["held"]) != list(scenarios["now"]):
        found.append(f"the scenarios are {_listed(scenarios['now'])}; those of the store are {_listed(scenarios['held'])}.")
    for name in scenarios["held"].keys() & scenarios["now"].keys():
        one, other = scenarios["held"][name], scenarios["now"][name]
        flat = [{"label": scenario["label"], **scenario["settings"]} for scenario in (one, other)]
        for key in sorted(flat[0].keys() | flat[1].keys()):
            before, after = (side.get(key, "not set") for side in flat)
            if before != after:
                found.append(f"{key!r} of scenario {name!r} is {after!r}; in the store it is {before!r}.")
    for key in sorted(held.keys() | now.keys()):
        if held.get(key) == now.get(key):
            continue
        if key == "variants":
            found.append(f"the sweep has {len(now[key])} other combinations; the store has {len(held[key])}.")
        else:
            found.append(f"{key!r} is {now.get(key)!r}; in the store it is {held.get(key)!r}.")
    more = len(found) - _MOST_NAMED
    return [*sorted(found)[:_MOST_NAMED], *([f"and {more} more."] if more > 0 else [])]


def _listed(names: dict[str, Any]) -> str:
    known = list(names)
    return ", ".join(known[:_MOST_NAMED]) + (f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else "")
