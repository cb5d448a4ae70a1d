"""The catalogue in its files: compiled, as a folder, and checked."""
