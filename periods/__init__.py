"""Time as the office speaks of it: ISO weeks, half-open spans and Amsterdam's clock.

Standard library only: no models, no settings, nothing that reads the clock.
"""
