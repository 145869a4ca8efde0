"""What a donor chooses about a programme: money, length, modalities, objectives, channel, eligibility. Study files set these names."""

from __future__ import annotations

from wopsim.declare import param

CHANNELS = ("direct", "global_platform", "regional_platform")
OBJECTIVES = ("efficiency", "new_function", "environment", "finance", "access", "rebuilding")
EFFICIENCY, NEW_FUNCTION, ENVIRONMENT, FINANCE, ACCESS, REBUILDING = range(len(OBJECTIVES))
FUNCTIONS = ("pro_poor", "sanitation")
GROUPS = {"fragile": ("fragile", True), "low_income": ("income", "low"), "small_town": ("size_class", "small_town")}
"""Groups of utilities that are hardest to reach, by name: column of the world, and its value."""
NEARLY_FULL = 0.7
"""Share of the utilities to which a programme is open, above which it finds hardly anybody new [assumed]."""
EVERYBODY = "all"
"""Where a list of names may stand: no list."""
LISTS = ("eligible_countries", "eligible_regions", "eligible_utilities")
"""Parameters that hold a list of names, joined by semicolons."""
SEPARATOR = ";"
SOME_NAME = rf"[^{SEPARATOR}\s]"
"""Pattern that a text finds in itself if it holds a name at all."""
ONE_NAME = rf"^[^{SEPARATOR}]*{SOME_NAME}[^{SEPARATOR}]*$"
"""Pattern of a text that is one name of a list."""
CHOICE = "programme design"
"""Source of what a donor chooses: nothing is measured."""


def names_in(text: str) -> list[str]:
    """Return the names of a list that a parameter of `LISTS` holds."""
    return [name.strip() for name in text.split(SEPARATOR) if name.strip()]


# fmt: off
param("budget", 10e6, unit="EUR2024", role="policy", valid=(0.0, 1e10), source=CHOICE,
      doc="Money of the whole programme, overhead included; 0 means no programme.")
param("programme_years", 5, unit="year", role="policy", valid=(1, 30), source=CHOICE,
      doc="Years in which partnerships are called for and planned to take place.")
param("must_end_by", 0, unit="year", role="policy", valid=(0, 60), source=CHOICE,
      doc="Hard end of the money, in years after the start; what is unfinished then is closed, and nothing is paid from then on. 0: no such end.")
param("later_share", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE,
      doc="Share of the budget that is free only from `later_year` on, when calls open again: a second tranche, or a second programme.")
param("later_year", 5, unit="year", role="policy", valid=(1, 30), source=CHOICE,
      doc="Years after the start from which the later share of the budget is free; read where `later_share` is above 0.")
param("pairing", "random", unit="name", role="policy", source=CHOICE, doc="Pairing strategy: who is mentored, and by whom.")
param("funding", "equal", unit="name", role="policy", source=CHOICE, doc="Funding strategy: what the money of a call buys.")
param("channel", "global_platform", unit="name", role="policy", choices=CHANNELS, source=CHOICE,
      doc="Who brings operators together: the donor itself, a global platform, or the platform of a region.")

# length and intensity
param("partnership_months", 36, unit="month", role="policy", valid=(3, 240), source=CHOICE,
      doc="Planned length of one partnership, from the first mission to the exit.")
param("follow_up_years", 0, unit="year", role="policy", valid=(0, 20), source=CHOICE,
      doc="Years after the exit in which the mentor comes back once a year.")
param("follow_up_days", 5.0, unit="day", role="policy", valid=(0.0, 60.0), source=CHOICE, doc="Working days of one expert on a follow-up visit.")
param("extension_months", 0, unit="month", role="policy", valid=(0, 120), source=CHOICE,
      doc="Months by which a partnership that is not finished with its money may be extended, at no extra cost.")

# modalities, freely combined
param("missions_per_year", 4.0, unit="1/year", role="policy", valid=(0.5, 26.0), source=CHOICE, doc="Expert missions from the mentor to the mentee.")
param("experts_per_mission", 2, unit="person", role="policy", valid=(1, 20), source=CHOICE, doc="Mentor experts who travel on one mission.")
param("days_per_mission", 7.0, unit="day", role="policy", valid=(1.0, 60.0), source=CHOICE,
      doc="Working days that each expert spends at the mentee on one mission.")
param("resident_share", 0.0, unit="1", role="policy", valid=(0.0, 2.0), source=CHOICE,
      doc="Resident advisers posted with the mentee during the whole partnership, in full-time equivalents.")
param("study_visits_per_year", 0.0, unit="1/year", role="policy", valid=(0.0, 12.0), source=CHOICE, doc="Visits of mentee staff to the mentor.")
param("study_visit_staff", 4, unit="person", role="policy", valid=(1, 50), source=CHOICE, doc="Mentee staff on one study visit.")
param("study_visit_days", 5.0, unit="day", role="policy", valid=(1.0, 60.0), source=CHOICE, doc="Working days of one study visit.")
param("remote_days_per_month", 0.0, unit="day/month", role="policy", valid=(0.0, 20.0), source=CHOICE, doc="Expert days of remote coaching.")
param("classroom_days_per_year", 0.0, unit="day/year", role="policy", valid=(0.0, 100.0), source=CHOICE, doc="Days of classroom training at the mentee.")
param("cohort_size", 1, unit="mentee", role="policy", valid=(1, 20), source=CHOICE,
      doc="Mentees that share each mission; each pays a part, learns from that part and less from the rest.")
param("consortium_mentors", 1, unit="mentor", role="policy", valid=(1, 4), source=CHOICE,
      doc="Mentors of one partnership: the paired one, and others that join where it is weak; they share the days.")
param("triangular", False, unit="yes or no", role="policy", source=CHOICE,
      doc="Former mentees may mentor with the help of the operator that mentored them, which is paid for its days.")
param("pilot_grant", 0.0, unit="EUR2024", role="policy", valid=(0.0, 5e6), source=CHOICE,
      doc="Grant for equipment of a pilot zone, paid with the first mission.")

# objectives: weights of mission days; several at once dilute
param("objective_efficiency", 1.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="Weight of operating efficiency.")
param("objective_new_function", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="Weight of building a new function.")
param("objective_environment", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="Weight of environmental performance.")
param("objective_finance", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="Weight of access to finance.")
param("objective_access", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="Weight of extending access.")
param("objective_rebuilding", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE,
      doc="Weight of rebuilding staff after remunicipalisation.")
param("new_function", "pro_poor", unit="name", role="policy", choices=FUNCTIONS, source=CHOICE,
      doc="The function that the objective new_function builds: a pro-poor unit, or a sanitation service.")

# who may apply, and with whom
param("eligible_income", "all", unit="name", role="policy", choices=("all", "low", "lower_middle", "upper_middle"), source=CHOICE,
      doc="Income group whose utilities may apply.")
param("eligible_size", "all", unit="name", role="policy", choices=("all", "small_town", "city", "metropolis"), source=CHOICE,
      doc="Size class whose utilities may apply.")
param("eligible_fragile", "all", unit="name", role="policy", choices=("all", "only", "none"), source=CHOICE,
      doc="Whether utilities in fragile countries may apply: all utilities, only those, or none of those.")
param("eligible_remunicipalised", "all", unit="name", role="policy", choices=("all", "only"), source=CHOICE,
      doc="Whether only utilities that were just remunicipalised may apply.")
param("mentors_from", "everywhere", unit="name", role="policy", choices=("everywhere", "same_region", "same_country"), source=CHOICE,
      doc="Where mentors may come from; same_country is domestic solidarity.")
param("eligible_countries", "all", unit="names", role="policy", source=CHOICE,
      doc="Countries whose utilities may apply, a list in a study file: [Kenya, Uganda]; all: of every country.")
param("eligible_regions", "all", unit="names", role="policy", source=CHOICE, doc="World Bank regions whose utilities may apply, a list; all: of every region.")
param("eligible_utilities", "all", unit="names", role="policy", source=CHOICE,
      doc="Utilities that may apply, a list of their names or ids in the world; all: every utility.")

# order, quotas, caps
param("comes_first", "nobody", unit="name", role="policy", choices=("nobody", *GROUPS), source=CHOICE,
      doc="Applicants that are paired and funded before all others in every call: of fragile countries, of low-income countries, or small towns.")
param("quota_fragile", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE,
      doc="Least share for utilities in fragile countries: money is set aside for them until the last call; 0: none.")
param("quota_low_income", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="The same for utilities in low-income countries.")
param("quota_small_town", 0.0, unit="1", role="policy", valid=(0.0, 1.0), source=CHOICE, doc="The same for small towns.")
param("quota_of", "money", unit="name", role="policy", choices=("money", "places"), source=CHOICE,
      doc="What a quota is a share of, when it is checked: support money that was spent, or utilities that were mentored. Set aside is money.")
param("most_per_country", 0, unit="partnership", role="policy", valid=(0, 1000), source=CHOICE,
      doc="Most partnerships with utilities of one country, over the whole programme; 0: no cap.")
# fmt: on
