"""Codes C3-S..: what a scenario says, field by field."""

from __future__ import annotations

from c3calc.base.codes.code import ErrorCode

# fmt: off
SCENARIO = (
    ErrorCode("C3-S01", "Unknown key", "The block has no such key. A near one is suggested, never taken.",
              "Correct the spelling, or move the key to the block that has it."),
    ErrorCode("C3-S02", "Missing key", "The block needs a key that is not there.",
              "Add it; the message names the block."),
    ErrorCode("C3-S03", "Wrong kind of value",
              "Text stands where a list is expected, a number where text is expected, and so on.",
              "Write what is expected. Numbers that are names go in quotes."),
    ErrorCode("C3-S04", "Unknown word", "The field takes a few words only, and this is none of them.",
              "Choose one of those listed; upper and lower case count."),
    ErrorCode("C3-S05", "Too short or too long",
              "A list has too few or too many items, or a text too few or too many characters.",
              "Give as many as expected."),
    ErrorCode("C3-S07", "Not allowed", "The value breaks a rule of its block; the message says which.",
              "Follow the message."),
    ErrorCode("C3-S10", "Not a number",
              "The field takes a number. Units are in the field's name, so currency signs and units are not numbers.",
              "Write 1500, 500M, 1.5B, 180k or 1_000; shares also as 30%."),
    ErrorCode("C3-S11", "Ambiguous share",
              "A bare number above 1 where a share is expected: 30 could mean 0.30, or be a slip.",
              "Write 0.3 or 30%."),
    ErrorCode("C3-S12", "Out of range", "The number lies outside the bounds of its field.",
              "Check the unit in the field's name."),
    ErrorCode("C3-S13", "Unknown form of a range",
              "An uncertain number takes {low, mode, high}, {low, high}, {p10, p90} or {mean, sd}.",
              "Give all keys of one form and no others."),
    ErrorCode("C3-S14", "Range upside down", "The ends of a range are not in order, or a lognormal one begins at zero.",
              "Swap the ends."),
    ErrorCode("C3-S15", "Not a date", "Days are written 2026-10-10 and must exist.",
              "Write the day as year, month and day."),
    ErrorCode("C3-S20", "Hours of a profile",
              "An hourly profile has 24 values (a day), 168 (a week) or 8,760 (a year).",
              "Leave out 29 February; use a clock without summer time; remove totals and empty lines."),
    ErrorCode("C3-S21", "Load of a profile",
              "The last column of an hourly profile holds numbers of 0 or more. An hour without a number is not 0.",
              "Write 0 for an hour without traffic, and a decimal point in fractions."),
    ErrorCode("C3-S22", "Profile of zeros", "Every hour of the profile is 0, so it has no shape.",
              "For traffic without a shape write `shape: flat`."),
    ErrorCode("C3-S23", "Columns of a profile",
              "Rows differ in their number of columns, or the first column repeats: often decimal commas.",
              "Write a decimal point and no thousands separators."),
)
# fmt: on
