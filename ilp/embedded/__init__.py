"""The database, the broker and the processes of one installation, started and stopped together."""
