-- Margins that operators set in place of those of the settings. Versions are kept: by them it is known which held when a quote was made. The version is
-- the key, so of two operators who change the same one, one wins. The previous build goes on with the settings.
create table margins (
    version bigint primary key constraint margins_version check (version > 0),
    operation_id uuid not null constraint margins_once unique,
    request_hash bytea not null,
    body jsonb not null,
    set_by uuid not null,
    set_at timestamptz not null
);
