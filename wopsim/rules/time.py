"""The clock that rules and engines share."""

QUARTER = 0.25  # year; the step of states
DAYS_PER_YEAR = 365.25
DAYS_PER_QUARTER = DAYS_PER_YEAR * QUARTER
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
