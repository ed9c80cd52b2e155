"""Grade anybody's eight files: see README.md beside this file."""
