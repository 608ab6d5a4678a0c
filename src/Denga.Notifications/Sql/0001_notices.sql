-- What people are to be told, and what became of it.

-- A notice is written in the transaction that works its event, and sent afterwards. The id of the event is its key and the id under which the bot
-- sends it, so that neither a repeated event nor a crash between sending and noting it tells anything twice.
create table notice (
    event_id uuid constraint notice_once primary key,
    person_id uuid not null,
    type text not null,
    body json not null,
    state text not null default 'pending' constraint notice_state_known check (state in ('pending', 'sent', 'gave_up')),
    attempts int not null default 0,
    created_at timestamptz not null,
    -- When it may be tried; while somebody is trying, when he is taken for dead.
    next_at timestamptz not null,
    settled_at timestamptz,
    constraint notice_settled check ((state = 'pending') = (settled_at is null))
);

-- By the time of the next attempt, because the sender asks for what is due, first things first; partial, because almost all notices are settled
-- and the question must cost the same at any age of the table.
create index notice_due on notice (next_at) where state = 'pending';

-- By the time of settling, for the job that forgets old ones.
create index notice_settled_at on notice (settled_at) where state <> 'pending';

-- The log of deliveries: every attempt and how it ended.
create table delivery (
    event_id uuid not null constraint delivery_notice references notice (event_id) on delete cascade,
    attempt int not null,
    at timestamptz not null,
    outcome text not null constraint delivery_outcome_known check (outcome in ('sent', 'later', 'unreachable', 'refused', 'expired')),
    -- The code of the error, when there was one.
    code text,
    constraint delivery_once primary key (event_id, attempt)
);
