"""Wiring only: settings, addresses, middleware. No domain word lives here."""
