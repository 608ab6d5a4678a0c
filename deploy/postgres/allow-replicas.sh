#!/usr/bin/env bash
# Runs once, when the primary's cluster is made: lets replicas follow it, with the administrator's password.
set -euo pipefail
echo "host replication $POSTGRES_USER samenet scram-sha-256" >>"$PGDATA/pg_hba.conf"
