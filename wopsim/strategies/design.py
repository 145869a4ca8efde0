"""What a donor chooses about a programme: money, length, intensity, topics. Study files set these names."""

from __future__ import annotations

from wopsim.declare import param

param("budget", 10e6, unit="EUR2024", role="policy", valid=(0.0, 1e10), source="programme design",
      doc="Money of the whole programme, overhead included; 0 means no programme.")  # fmt: skip
param("programme_years", 5, unit="year", role="policy", valid=(1, 30), source="programme design",
      doc="Years in which partnerships are called for and planned to take place.")  # fmt: skip
param("partnership_months", 36, unit="month", role="policy", valid=(3, 240), source="programme design",
      doc="Planned length of one partnership, from the first mission to the exit.")  # fmt: skip
param("missions_per_year", 4.0, unit="1/year", role="policy", valid=(0.5, 26.0), source="programme design",
      doc="Expert missions from the mentor to the mentee.")  # fmt: skip
param("experts_per_mission", 2, unit="person", role="policy", valid=(1, 20), source="programme design",
      doc="Mentor experts who travel on one mission.")  # fmt: skip
param("days_per_mission", 7.0, unit="day", role="policy", valid=(1.0, 60.0), source="programme design",
      doc="Working days that each expert spends at the mentee on one mission.")  # fmt: skip
param("cohort_size", 1, unit="mentee", role="policy", valid=(1, 20), source="programme design",
      doc="Mentees that share each mission; each pays a part, learns from that part and less from the rest.")  # fmt: skip
param("resident_share", 0.0, unit="1", role="policy", valid=(0.0, 2.0), source="programme design",
      doc="Resident advisers posted with the mentee during the whole partnership, in full-time equivalents.")  # fmt: skip
param("pilot_grant", 0.0, unit="EUR2024", role="policy", valid=(0.0, 5e6), source="programme design",
      doc="Grant for equipment of a pilot zone, paid with the first mission.")  # fmt: skip
param("focus_technical", 0.5, unit="1", role="policy", valid=(0.0, 1.0), source="programme design",
      doc="Weight of technical topics in mission days; the three weights are scaled to sum to one.")  # fmt: skip
param("focus_commercial", 0.25, unit="1", role="policy", valid=(0.0, 1.0), source="programme design",
      doc="Weight of commercial topics (billing, collection, finance) in mission days.")  # fmt: skip
param("focus_managerial", 0.25, unit="1", role="policy", valid=(0.0, 1.0), source="programme design",
      doc="Weight of managerial topics in mission days.")  # fmt: skip
param("pairing", "random", unit="name", role="policy", source="programme design",
      doc="Pairing strategy: who is mentored, and by whom.")  # fmt: skip
param("funding", "equal", unit="name", role="policy", source="programme design",
      doc="Funding strategy: how much each agreed partnership gets.")  # fmt: skip
