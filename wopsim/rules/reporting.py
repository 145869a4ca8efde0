"""M15 What gets reported: the numbers that stand between the state of a utility and a figure in a document.

A reported change is the change of the state, plus a bias by who reports, plus spread, on the logit of a share or the
logarithm of a quantity; and it was published with a chance that depends on the change itself. The engines do not read these
numbers: calibration and prediction do (`wopsim.inference.posterior.observation_model`).
"""

from __future__ import annotations

from wopsim.declare import Prior, param

SELF_REPORTING = ("mentor_or_programme", "mentee", "press", "project_authors")
"""Classes of source with a bias of their own; what independent sources say is unbiased by definition."""

_SEEN = "assumed; signs from calibration/evidence/README.md: independent sources mostly show no change or worse, all others mostly better"

# fmt: off
param("report_bias_mentor_or_programme", 0.15, unit="logit", role="calibrated", prior=Prior("normal", 0.15, 0.2), valid=(-2.0, 2.0), source=_SEEN,
      doc="How much better a change looks when the mentor or the programme reports it.")
param("report_bias_mentee", 0.1, unit="logit", role="calibrated", prior=Prior("normal", 0.1, 0.2), valid=(-2.0, 2.0), source=_SEEN,
      doc="How much better a change looks when the mentee reports it.")
param("report_bias_press", 0.0, unit="logit", role="calibrated", prior=Prior("normal", 0.0, 0.2), valid=(-2.0, 2.0), source="assumed",
      doc="How much better a change looks in the press.")
param("report_bias_project_authors", 0.15, unit="logit", role="calibrated", prior=Prior("normal", 0.15, 0.2), valid=(-2.0, 2.0), source=_SEEN,
      doc="How much better a change looks in papers by people of the project.")
param("report_spread", 0.35, unit="logit", role="calibrated", prior=Prior("lognormal", 0.35, 0.35), valid=(0.01, 2.0),
      source="assumed; rival values of one place and year differ by 5 to 15 points, about 0.2 to 0.6 at 40 % (calibration/evidence/README.md)",
      doc="Spread of a reported change by an independent source around the model's own reports: definitions, estimates, other methods.")
param("report_spread_self", 1.0, unit="1", role="calibrated", prior=Prior("lognormal", 1.0, 0.25), valid=(0.1, 10.0), source="assumed",
      doc="Spread of what others than independent sources report of a change, relative to that of independent ones.")
param("report_spread_pilot", 1.0, unit="1", role="calibrated", prior=Prior("lognormal", 1.0, 0.4), valid=(0.1, 10.0), source="assumed",
      doc="Spread of what is reported of pilot zones, relative to that of whole utilities: zones are metered, and small.")
param("report_spread_hours", 1.0, unit="1", role="calibrated", prior=Prior("lognormal", 1.0, 0.4), valid=(0.1, 10.0),
      source="assumed; hours are stated for the best served place or the mean, for the week or the day",
      doc="Spread of what is reported of hours of supply, relative to that of losses.")
param("report_spread_collection", 1.0, unit="1", role="calibrated", prior=Prior("lognormal", 1.0, 0.4), valid=(0.1, 10.0),
      source="assumed; collection is of the month's or of all bills, with arrears or without",
      doc="Spread of what is reported of collection, relative to that of losses.")
param("case_spread", 0.3, unit="logit", role="calibrated", prior=Prior("lognormal", 0.3, 0.5), valid=(0.0, 3.0), source="assumed",
      doc="Spread between cases that all reports of a case share: works, supply and circumstances that the model does not know.")
param("selection_published", 0.5, unit="1/logit", role="calibrated", prior=Prior("normal", 0.5, 0.5), valid=(-5.0, 5.0),
      source="assumed; programmes publish what went well (calibration/evidence/README.md)",
      doc="How strongly improvement raises the probit of being published by mentors, programmes, mentees and project authors.")
param("selection_searched", -0.3, unit="1/logit", role="calibrated", prior=Prior("normal", -0.3, 0.5), valid=(-5.0, 5.0),
      source="assumed; later values were searched in press and audits, where bad news lives (calibration/evidence/README.md)",
      doc="How strongly improvement raises the probit of being found in the press and in independent sources.")
param("baseline_spread", 0.25, unit="logit", role="fixed", valid=(0.0, 2.0), plausible=(0.1, 0.5),
      source="assumed; about 6 points at 40 %, of the 5 to 15 points of calibration/evidence/README.md",
      doc="Spread of a stated baseline around what the utility itself would report in that year.")
# fmt: on
