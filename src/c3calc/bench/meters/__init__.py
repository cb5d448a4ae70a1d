"""What it is measured with: meters of power and energy."""
