"""What every room needs and none owns: dates, numbers, sealing, htmx pages. Knows nothing of health."""
