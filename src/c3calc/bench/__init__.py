"""The observer: an engine at work under a power meter, written down as a measurement file.

It meets the calculators in that file only. Engines and meters are small protocols; what they said can be recorded and
replayed (`recording`), so that a measurement can be made again without the machine, byte for byte.
"""
