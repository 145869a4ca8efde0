"""M13 What those who choose pairs see of practice: self-assessments and ratings of applications, which err."""

from __future__ import annotations

from wopsim.declare import Prior, param

# fmt: off
param("assessment_error", 0.0, unit="logit", role="uncertain", prior=Prior("lognormal", 0.4, 0.6), valid=(0.0, 5.0), neutral=True, source="assumed; about 10 points of 100, from 4 to 25; 0 is that pairs are chosen by true practice",
      doc="Spread of how much better or worse than it is a utility looks, in practice and skill of all domains alike, to whoever chooses pairs.")
# fmt: on
