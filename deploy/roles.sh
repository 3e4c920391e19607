#!/bin/sh
# Once, on an empty database folder: the owner for migrations, and the application role that row-level
# security holds back. The same roles as in ilp/embedded/cluster.py.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$DB_OWNER_PASSWORD" --set app_password="$DB_APP_PASSWORD" <<'SQL'
CREATE ROLE ilp_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB PASSWORD :'app_password';
CREATE ROLE ilp_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB PASSWORD :'owner_password';
GRANT ilp_app TO ilp_owner WITH SET TRUE, INHERIT FALSE;
CREATE DATABASE ilp OWNER ilp_owner;
SQL
