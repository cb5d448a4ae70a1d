"""How many of one unit make another. A month has the hours that its scenario says, by default `HOURS_PER_MONTH`."""

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52
HOURS_PER_MONTH = 730.0
HOURS_PER_WEEK = 168
HOURS_PER_DAY = 24
MINUTES_PER_HOUR = 60.0
SECONDS_PER_HOUR = 3600.0
MS_PER_S = 1000.0
J_PER_KWH = 3.6e6
WH_PER_KWH = 1000.0
W_PER_KW = 1000.0
G_PER_KG = 1000.0
KG_PER_TONNE = 1000.0
TOKENS_PER_1K = 1e3
TOKENS_PER_MTOK = 1e6
BITS_PER_BYTE = 8
GB_PER_MIB = 2**20 / 1e9
KILO, MEGA, GIGA, TERA = 1e3, 1e6, 1e9, 1e12  # what a prefix stands for: a GB has 1e9 bytes
