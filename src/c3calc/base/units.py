"""How many of one unit make another. The hours of a month are the scenario's to say, so none stand here."""

MONTHS_PER_YEAR = 12
HOURS_PER_WEEK = 168
MINUTES_PER_HOUR = 60.0
SECONDS_PER_HOUR = 3600.0
MS_PER_S = 1000.0
HOURS_PER_DAY = 24
WEEKS_PER_YEAR = 52
J_PER_KWH = 3.6e6
G_PER_KG = 1000.0
TOKENS_PER_MTOK = 1e6
