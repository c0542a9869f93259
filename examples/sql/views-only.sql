-- A copy of what the views of a SQLite store hold, as a file of its own that may be handed on: without the datasets that need
-- a key, without articles' texts and the hashes of keys. (A file of SQLite has no roles: who may open it reads all of it.)
--
--   sqlite3 views.sqlite3 "ATTACH 'file:data/dateline.sqlite3?mode=ro' AS store" '.read examples/sql/views-only.sql'
BEGIN;
CREATE TABLE v_events AS SELECT * FROM store.v_events;
CREATE TABLE v_event_actors AS SELECT * FROM store.v_event_actors;
CREATE TABLE v_event_articles AS SELECT * FROM store.v_event_articles;
CREATE TABLE v_event_daily AS SELECT * FROM store.v_event_daily;
CREATE TABLE v_event_country_monthly AS SELECT * FROM store.v_event_country_monthly;
CREATE TABLE v_quotes AS SELECT * FROM store.v_quotes;
CREATE TABLE v_articles AS SELECT * FROM store.v_articles;
CREATE TABLE v_entities AS SELECT * FROM store.v_entities;
CREATE TABLE v_sources AS SELECT * FROM store.v_sources;
CREATE TABLE v_datasets AS SELECT * FROM store.v_datasets;
COMMIT;
