"""Questions over tables: a typed query, run exactly, shown in words."""
