"""Survey files: one child per row, read as text, answered with the z-scores, flags and classes of WHO."""
