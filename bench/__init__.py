"""What things cost, each beside its floor: `python -m bench` prints one table of ratios.

A machine that does other things too makes seconds worthless; a ratio of two things that were
measured by turns survives it. Processor time of client and PostgreSQL together, where possible.
"""
