"""Promises: what the rules say, when they are due, what is done to them, and who is mailed."""
