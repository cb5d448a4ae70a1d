"""The scenario file as typed data: one class per block of the scenario language, version 1.

Field names are the contract with users. Units are in the names; a field typed `Amount`, `Share` ... may also hold
a range (`ranges.Range`). Nothing here looks anything up: ids are checked against the names passed as context.
"""
