"""Adding, correcting and removing documents on a page: only with ``serve --manage``."""
