-- Everything that a module does later and maybe twice (letters, notices, documents, what a webhook brought) stands in one table of its schema, so
-- that it is asked for in the transaction of its cause, and leased, tried again, given up and watched in one way.

create table work (
    -- Also the order within an ordering key.
    id bigint generated always as identity primary key,
    kind text not null,
    -- The same work asked for twice is one, also after it was done, until it is forgotten.
    key text not null,
    -- Work of one ordering key is done one after the other, in the order of asking; without an ordering key, side by side with all.
    order_key text,
    -- Goes when the work is done: what was in it is nobody's business any more.
    body json,
    trace text,
    state text not null default 'waiting' constraint work_state_known check (state in ('waiting', 'done', 'given_up')),
    attempts int not null default 0,
    added_at timestamptz not null,
    -- When it may be tried; while somebody has it, when he is taken for dead.
    next_at timestamptz not null,
    -- Made by whoever takes it: who has another one has lost it.
    lease uuid,
    -- The code of the last failure.
    error text,
    forget_at timestamptz,
    constraint work_once unique (kind, key),
    constraint work_waiting_has_body check (state <> 'waiting' or body is not null),
    constraint work_ended check ((state = 'waiting') = (forget_at is null))
);

-- What is due, first things first. Partial, because almost all work is done and the question must cost the same at any age of the table.
create index work_due on work (kind, next_at) where state = 'waiting';
-- Whether something of the same ordering key comes first.
create index work_order on work (kind, order_key, id) where state = 'waiting' and order_key is not null;
-- For the operator's list and figures, which look at little.
create index work_given_up on work (id) where state = 'given_up';
-- By time, for the deletion of what is old.
create index work_forget_at on work (forget_at) where state <> 'waiting';

-- What providers sent, as it came and before it is understood, so that it is answered at once, worked from the table above, and can be worked
-- again. A provider repeats what was not acknowledged: its own key of the delivery makes that harmless.
create table webhook (
    id uuid primary key,
    provider text not null,
    delivery_key text not null,
    -- Those that the provider's code asks to keep; signatures and secrets are not among them.
    headers json not null,
    body bytea not null,
    received_at timestamptz not null,
    constraint webhook_once unique (provider, delivery_key)
);
-- For the operator's list of a provider, the newest first, and the deletion of what is old.
create index webhook_received_at on webhook (provider, received_at);
