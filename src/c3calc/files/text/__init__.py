"""Text in and out: places, YAML, CSV, files that are whole or not there."""
