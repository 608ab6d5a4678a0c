-- Systems of the operator's that are told what happened, and the log of what was sent to them: the body is kept as it was made, so that it is the same each
-- time it is sent.

create table outgoing_endpoint (
    -- The id of the operation that added it.
    id uuid primary key,
    url text not null,
    -- Sealed with the key of Payments:KeyFile.
    secret bytea not null,
    events text[] not null,
    is_on boolean not null default true,
    failing_since timestamptz,
    request_hash bytea not null,
    created_at timestamptz not null
);

create table outgoing_delivery (
    id uuid primary key,
    endpoint_id uuid not null references outgoing_endpoint on delete cascade,
    event_id uuid not null,
    type text not null,
    body bytea not null,
    state text not null default 'Waiting' constraint outgoing_delivery_state_known check (state in ('Waiting', 'Delivered', 'Failed')),
    attempts int not null default 0,
    -- How often somebody had it sent again: each is work of its own.
    again int not null default 0,
    status smallint,
    error text,
    happened_at timestamptz not null,
    created_at timestamptz not null,
    tried_at timestamptz,
    constraint outgoing_delivery_once unique (endpoint_id, event_id)
);
create index outgoing_delivery_by_time on outgoing_delivery (endpoint_id, created_at, id);
create index outgoing_delivery_to_forget on outgoing_delivery (created_at);
