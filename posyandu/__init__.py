"""Services along the life cycle: hari buka, visits, growth. Reads `puskesmas`; `pws` reads it."""
