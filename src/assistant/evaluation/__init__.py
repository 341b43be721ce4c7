"""Scores the project's question sets: which answers are right, refused, or false."""
