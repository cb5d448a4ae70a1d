"""The only floor that opens a file: scenario and catalogue files in, answers out, every problem with its place."""
