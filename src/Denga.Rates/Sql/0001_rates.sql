-- The history of exchange rates. Past figures are explained by it, so nothing in it ever changes: a source that corrects itself adds a set.

create table rate_set (
    id bigint generated always as identity primary key,
    source text not null,
    date date not null,
    base text not null,
    -- SHA-256 of the base and all its rates: a set that is fetched again is known by it, whoever fetches it.
    content_hash bytea not null constraint rate_set_hash_size check (length(content_hash) = 32),
    fetched_at timestamptz not null,
    constraint rate_set_once unique (source, date, content_hash)
);

-- Units of the set's base for one unit of the currency; numeric, because a rate has as many digits as its source gave it.
create table rate (
    set_id bigint not null constraint rate_of_set references rate_set (id),
    currency text not null,
    per_unit numeric not null constraint rate_positive check (per_unit > 0),
    constraint rate_once primary key (set_id, currency)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'The history of rates is append-only: % on % is refused.', tg_op, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

create trigger rate_set_append_only before update or delete or truncate on rate_set for each statement execute function refuse_change();
create trigger rate_append_only before update or delete or truncate on rate for each statement execute function refuse_change();
