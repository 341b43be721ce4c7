"""Build and query cost against size, side by side with other engines: ``docs/benchmarks.md``."""
