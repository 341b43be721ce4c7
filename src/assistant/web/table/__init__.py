"""A document's table on the page: its numbers, what the audit found, its charts."""
