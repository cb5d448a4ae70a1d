"""Every error code: what it means and how to mend it. The one table that docs/errors.md is made from.

A code is stable: it is never given another meaning. Y is the file, S what a scenario says, R what it refers to,
K the catalogue, U the command line, J a saved answer, M a measurement; each family is a module.
"""

from __future__ import annotations

from c3calc.base.codes.catalogue import CATALOGUE
from c3calc.base.codes.code import ErrorCode
from c3calc.base.codes.command import COMMAND
from c3calc.base.codes.file import FILE
from c3calc.base.codes.measuring import MEASURING
from c3calc.base.codes.reference import REFERENCE
from c3calc.base.codes.saved import SAVED
from c3calc.base.codes.scenario import SCENARIO

__all__ = ["BY_CODE", "ERROR_CODES", "ErrorCode"]

ERROR_CODES = (*FILE, *SCENARIO, *REFERENCE, *CATALOGUE, *COMMAND, *SAVED, *MEASURING)
BY_CODE = {row.code: row for row in ERROR_CODES}
