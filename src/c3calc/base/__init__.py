"""What every room stands on: errors, units, ranges, and the codes that users meet."""
