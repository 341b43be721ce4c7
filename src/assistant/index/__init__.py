"""Build, verify and search the stored index."""
