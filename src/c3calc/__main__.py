"""`python -m c3calc` is `c3`."""

from c3calc.cli import main

main()
