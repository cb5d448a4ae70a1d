"""Codes C3-J..: saved answers."""

from __future__ import annotations

from c3calc.base.codes.code import ErrorCode

# fmt: off
SAVED = (
    ErrorCode("C3-J01", "Not JSON", "A saved answer is JSON text; this is something else, or it ends too early.",
              "Write it again: `c3 compare FILE -o answer.json`."),
    ErrorCode("C3-J02", "JSON of something else", "It is no answer of c3.", "Name a file that `c3 compare -o` wrote."),
    ErrorCode("C3-J03", "Answer of another schema version",
              "A c3 of another version saved it, in a form this one does not read.", "Save it again with this c3."),
    ErrorCode("C3-J04", "Saved answer changed",
              "A field is missing, unknown, or holds what it never holds: somebody edited the file, or cut it.",
              "Save the answer again; change the scenario instead of the answer."),
    ErrorCode("C3-J05", "Answers that do not match",
              "They are of different scenarios (by name), in different currencies, two baselines of one scenario, "
              "or one baseline of two scenarios.",
              "Save the baseline again from the scenario that is checked; give every scenario a name of its own."),
)
# fmt: on
