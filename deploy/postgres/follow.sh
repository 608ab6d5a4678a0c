#!/usr/bin/env bash
# A streaming replica: copies the primary when its own folder is empty, then follows it.
set -euo pipefail
data=${PGDATA:-/var/lib/postgresql/data}
if [[ ! -s $data/PG_VERSION ]]; then
  until pg_basebackup -h postgres -U denga -D "$data" -R -X stream -c fast; do
    # What an attempt that was cut off left behind.
    find "$data" -mindepth 1 -delete
    sleep 2
  done
  chmod 700 "$data"
fi
exec postgres -D "$data" -c max_connections=300 -c hot_standby_feedback=on
