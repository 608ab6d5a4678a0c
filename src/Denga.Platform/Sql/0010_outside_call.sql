-- What was asked of providers about money and what they answered: where the two sides remember differently, this is what was said. The request is
-- written before it is sent, each attempt a row; secrets are left out before anything is written, and a row goes when its time is over.
create table outside_call (
    id uuid primary key,
    provider text not null,
    operation_id uuid not null,
    request text not null,
    sent_at timestamptz not null,
    -- Null while it is under way, and for ever when the process died meanwhile: the request may have had its effect.
    ended_at timestamptz,
    status smallint,
    answer text,
    failure text,
    forget_at timestamptz not null,
    constraint outside_call_is_short check (length(request) <= 17000 and length(answer) <= 17000)
);
create index outside_call_of_operation on outside_call (operation_id);
create index outside_call_to_forget on outside_call (forget_at);
