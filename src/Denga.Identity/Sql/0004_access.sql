-- Whatever can act for a person is listed by name and can be ended singly: tokens of the web chat and messengers get what sessions have, an id, where
-- they come from, since when, and when they were last heard of. The defaults are for rows that the release before this one still writes.
alter table token
    add column id uuid not null default gen_random_uuid(),
    add column address text not null default '',
    add column agent text,
    add column started_at timestamptz not null default now(),
    add column seen_at timestamptz not null default now();
create unique index token_by_id on token (id);

-- Nobody wrote down when a messenger joined: at the earliest when its person registered.
alter table identity
    add column id uuid not null default gen_random_uuid(),
    add column linked_at timestamptz not null default now(),
    add column seen_at timestamptz;
update identity i set linked_at = p.registered_at from person p where p.id = i.person_id;
create unique index identity_by_id on identity (id);

-- A refresh token whose answer got lost comes again: within seconds the same client gets the same answer, which is sealed.
alter table refresh_token add column answer bytea;

-- A code that was used is told from a wrong one. The release before this one finds it expired.
alter table one_time_code add column used_at timestamptz;
create table used_recovery_code (
    person_id uuid not null constraint used_recovery_code_person references person (id),
    hash bytea not null constraint used_recovery_code_hash_size check (length(hash) = 32),
    primary key (person_id, hash)
);
