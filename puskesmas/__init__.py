"""Places and people: areas, facilities and networks, families and persons, residence."""
