"""A demonstration organisation, made through the same actions as the site itself uses."""
