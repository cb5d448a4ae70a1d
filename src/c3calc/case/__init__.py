"""The resolved scenario: plain numbers with their provenance, nothing left to look up.

`resolve` makes it, arithmetic reads it.
Every number that has a source is an `Input` whose `value` is a float (NaN where unknown) or an array of draws.
All money is in the scenario's currency; tokens and requests are per month; traffic is after all steps of SCENARIO.md.
"""
