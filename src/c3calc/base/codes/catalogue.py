"""Codes C3-K..: the files of a catalogue."""

from __future__ import annotations

from c3calc.base.codes.code import ErrorCode

# fmt: off
CATALOGUE = (
    ErrorCode("C3-K01", "Amount out of bounds",
              "No price or figure of this unit is so small or so large: usually a slip of the unit.",
              "Check the unit that the message names."),
    ErrorCode("C3-K02", "Not an id, name or code", "Ids are lower case; places and currencies are upper-case codes.",
              "Write it in the form that is expected."),
    ErrorCode("C3-K03", "Range of a catalogue row",
              "low, mode and high are not in order, or a default has both one value and a range.",
              "Give one value, or low <= mode <= high."),
    ErrorCode("C3-K04", "Rent does not add up",
              "`amount` is for the whole SKU; divided by `gpus` it must be `amount_per_gpu`.",
              "Correct whichever is wrong."),
    ErrorCode("C3-K05", "Price of 0",
              "A price of 0 is refused unless it is meant, for it is often one that is not known.",
              "Leave it out, or write `free: true` beside it."),
    ErrorCode("C3-K06", "Unknown key in common", "`common` goes to every row of the file, and no row has such a key.",
              "Correct the spelling."),
    ErrorCode("C3-K07", "Not a catalogue folder",
              "`--pricing` takes a folder of catalogue files, laid out and named like pricing/.",
              "Name the folder that holds apis/, rentals/ or gpus.yaml, and call the files as they are there."),
    ErrorCode("C3-K08", "File and provider differ", "A provider's file is called as the provider is.",
              "Rename the file, or correct the provider."),
    ErrorCode("C3-K09", "Entry given twice",
              "Two rows of a file have the same id, and the same day where an entry has a row a day.",
              "Change one, or give a new price its own `valid_from`."),
    ErrorCode("C3-K10", "Row out of order",
              "Rows of the shipped catalogue are sorted, so that changes are short to read. Your own need no order.",
              "Move the row to the line that the message names."),
    ErrorCode("C3-K11", "Dangling reference",
              "A row names a GPU, open weights, a grid or a currency that neither its folder nor the catalogue has.",
              "Correct the id, or add the entry it names."),
    ErrorCode("C3-K12", "Entry without a price", "A price row names no price, or an API model has no price row.",
              "Give input_per_mtok and output_per_mtok; an entry of your own replaces its namesake whole."),
)
# fmt: on
