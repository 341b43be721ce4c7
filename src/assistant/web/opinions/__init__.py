"""Opinions with the plan's responses: which there are, which are found, how they are shown."""
