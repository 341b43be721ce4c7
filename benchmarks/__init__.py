"""Measurements of speed and size; nothing here is part of the package."""
