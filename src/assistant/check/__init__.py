"""Checking the figures and quotations of somebody's text against the sources."""
