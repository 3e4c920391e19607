#!/bin/bash
# One dump a day into /backups, whole or not at all; dumps older than KEEP_DAYS go.
# Restore: pg_restore --clean --if-exists --dbname ilp /backups/ilp-….dump
set -eu
while true; do
  name="ilp-$(date -u +%Y-%m-%dT%H%M)"
  if pg_dump --format=custom --file="/backups/$name.part" ilp; then
    mv "/backups/$name.part" "/backups/$name.dump"
    find /backups -name 'ilp-*.dump' -mtime "+$KEEP_DAYS" -delete
    pause=86400
  else
    rm -f "/backups/$name.part"
    echo "The dump failed; the next try is in ten minutes." >&2
    pause=600
  fi
  sleep "$pause" &
  wait $!
done
