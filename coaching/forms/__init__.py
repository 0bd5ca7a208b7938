"""What people fill in here; a form validates and never saves."""
