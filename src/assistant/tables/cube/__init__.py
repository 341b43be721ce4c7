"""Questions over a table whose key has several rows: a library year by year, a stop by line."""
