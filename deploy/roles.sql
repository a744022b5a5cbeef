-- Once per database server, as its superuser:
--   psql -v owner_password=… -v app_password=… -f deploy/roles.sql
-- The owner migrates and opens tenants (workers and command line only); the application signs in without any
-- right on tenant data and takes on one tenant's role for each transaction.
create role galleria_owner login createrole nosuperuser nocreatedb password :'owner_password';
create role galleria_app login noinherit nosuperuser nocreatedb password :'app_password';
create database galleria owner galleria_owner encoding 'UTF8' template template0 locale 'C.UTF-8';
revoke all on database galleria from public;
grant connect on database galleria to galleria_app;
\connect galleria
revoke all on schema public from public;
create schema shared authorization galleria_owner;
create schema ext authorization galleria_owner;
grant usage on schema shared to galleria_app;
grant usage on schema ext to public;
-- both optional: search works without them, less forgivingly
create extension if not exists pg_trgm schema ext;
create extension if not exists unaccent schema ext;
-- where unaccent is missing, in its place:
--   create function ext.unaccent(text) returns text language sql stable strict parallel safe return $1;
