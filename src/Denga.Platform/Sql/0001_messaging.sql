-- Every module's schema gets the same three tables, so that its effects and its messages are written in one transaction.

-- What happened, in the order of writing. It stays: statistics are rebuilt from it.
-- The partial index holds only what is still to be delivered, so the relay's question costs the same at any age of the table.
create table outbox (
    seq bigint generated always as identity primary key,
    id uuid not null constraint outbox_event_once unique,
    type text not null,
    key text not null,
    body json not null,
    trace text,
    at timestamptz not null,
    delivered boolean not null default false
);
create index outbox_undelivered on outbox (seq) where not delivered;

-- Which events a consumer has already worked: written in the transaction of its effect.
create table inbox (
    consumer text not null,
    event_id uuid not null,
    primary key (consumer, event_id)
);

-- Events that a consumer could not work after all attempts; an operator sends them again.
create table dead_letter (
    consumer text not null,
    event_id uuid not null,
    type text not null,
    key text not null,
    body json not null,
    trace text,
    at timestamptz not null,
    attempts int not null,
    error text not null,
    parked_at timestamptz not null,
    primary key (consumer, event_id)
);

-- Writes by the client's id, with the hash of the request and the first answer: a repeat gets that answer.
-- The person is part of the key, so that nobody meets another person's ids.
create table operation (
    person_id uuid not null,
    id uuid not null,
    request_hash bytea not null,
    answer json not null,
    recorded_at timestamptz not null default now(),
    primary key (person_id, id)
);
