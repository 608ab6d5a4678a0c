-- What stored webhooks would change if they came now, as an operator saw it before he decided: it is done exactly so, or not at all.

create table webhook_replay (
    -- The id of the operation that asked for it.
    id uuid primary key,
    asked_by uuid not null,
    request_hash bytea not null,
    state text not null constraint webhook_replay_state_known check (state in ('Previewed', 'Applying', 'Applied', 'Discarded')),
    webhooks uuid[] not null,
    effect json not null,
    previewed_at timestamptz not null,
    ended_at timestamptz
);
