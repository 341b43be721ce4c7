"""Questions over published meeting summaries: quoted passages and exact numbers, never composed."""

__version__ = "0.1.0"
