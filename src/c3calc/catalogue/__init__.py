"""What the catalogue holds: prices, machines, models, grids, each figure with its source and day."""
