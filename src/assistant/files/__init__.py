"""Files that users give: guarded, read within bounds in memory, never kept."""
