"""Scenario + catalogue -> plain numbers, nothing left to look up. The second of the four hops: begin at `scenario`."""
