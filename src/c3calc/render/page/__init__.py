"""An answer as a page that needs nothing else."""
