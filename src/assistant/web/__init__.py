"""The web page and its HTTP endpoints."""
