-- Large sums go back only when two people want it: one asks, another one agrees. What is asked for stands here under the id of the operation that needs it.

create table approval (
    id uuid primary key,
    request_hash bytea not null,
    purpose text not null,
    subject text not null,
    minor bigint not null constraint approval_positive check (minor > 0),
    currency text not null,
    reason text not null,
    state text not null constraint approval_state_known check (state in ('Waiting', 'Given', 'Refused')),
    asked_by uuid not null,
    asked_at timestamptz not null,
    answered_by uuid,
    answered_at timestamptz,
    answer text,
    constraint approval_answered check ((state = 'Waiting') = (answered_by is null) and (state = 'Waiting') = (answered_at is null)),
    -- Whoever writes it.
    constraint approval_by_another check (state <> 'Given' or answered_by <> asked_by)
);
-- The operators' list.
create index approval_asked_at on approval (asked_at, id);
