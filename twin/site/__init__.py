"""The site: what is built and where it stands."""
