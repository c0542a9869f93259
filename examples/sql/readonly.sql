-- A role of PostgreSQL that reads the views of a Dateline store, and nothing else of it.
--
--   psql --dbname=dateline --set=role=dateline_reader --file=examples/sql/readonly.sql
--   psql --dbname=dateline --command='\password dateline_reader'
--
-- Run it as the owner of the tables, who may make roles; again after each upgrade, which makes the views anew.
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role dateline_reader
\endif

BEGIN;

SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec

ALTER ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20;
-- A second fence: what may be written is said by the grants, and there are none.
ALTER ROLE :"role" SET default_transaction_read_only = on;
-- One panel of a dashboard that asks too much is broken off.
ALTER ROLE :"role" SET statement_timeout = '60s';
ALTER ROLE :"role" SET timezone = 'UTC';

SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), :'role') \gexec
-- Temporary tables are made by right of everybody, which no role is exempt from: the owner keeps his own.
SELECT format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) \gexec
GRANT SELECT ON
  v_events, v_event_actors, v_event_articles, v_event_daily, v_event_country_monthly,
  v_quotes, v_articles, v_entities, v_sources, v_datasets
  TO :"role";

COMMIT;
