"""Writes of this room; each one transaction."""
