-- The bank on the ledger: transfers in steps, contacts, payment requests, schedules, quotes, alerts.

-- A transfer is one row from the request to the end; each step is a change of its state, in one transaction with the event that asks for the next step.
-- The id is the client's, and the posting's. base_minor is its worth in the currency of the limits when it was asked for.
create table transfer (
    id uuid primary key,
    person_id uuid not null,
    from_id uuid not null,
    payee_id uuid not null,
    to_id uuid,
    payee_name text not null,
    minor bigint not null constraint transfer_positive check (minor > 0),
    currency text not null,
    base_minor bigint not null constraint transfer_base_not_negative check (base_minor >= 0),
    own boolean not null,
    note text,
    stepped_up boolean not null default false,
    schedule_id uuid,
    request_id uuid,
    request_hash bytea not null,
    state smallint not null default 0,
    requested_at timestamptz not null,
    validated_at timestamptz,
    ended_at timestamptz,
    refusal json,
    constraint transfer_state check (state between 0 and 3),
    constraint transfer_validated check (state not in (1, 2) or validated_at is not null),
    constraint transfer_ended check ((state in (2, 3)) = (ended_at is not null)),
    constraint transfer_refusal check ((state = 3) = (refusal is not null)),
    constraint transfer_posted_to check (state <> 2 or to_id is not null)
);
-- Limits add up what a person sent in a range of time; refused ones do not count.
create index transfer_counted on transfer (person_id, validated_at) where state in (1, 2);
-- The lists of payer and payee, the newest first: ids are in the order of time.
create index transfer_of_payer on transfer (person_id, id);
create index transfer_of_payee on transfer (payee_id, id) where state = 2;

-- How often somebody asked for something in a minute: whoever guesses addresses is slowed down.
create table pace (
    person_id uuid not null,
    minute timestamptz not null,
    asked int not null,
    primary key (person_id, minute)
);

create table contact (
    id uuid primary key,
    person_id uuid not null,
    payee_id uuid not null,
    account_id uuid,
    name text not null,
    payee_name text not null,
    used_at timestamptz,
    constraint contact_once unique nulls not distinct (person_id, payee_id, account_id)
);

-- state: open, paid, cancelled; expired follows from the time. The link's token has 128 random bits.
create table payment_request (
    id uuid primary key,
    person_id uuid not null,
    token text not null constraint payment_request_token_once unique,
    minor bigint not null constraint payment_request_positive check (minor > 0),
    currency text not null,
    note text,
    request_hash bytea not null,
    state smallint not null default 0 constraint payment_request_state check (state between 0 and 2),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    transfer_id uuid,
    constraint payment_request_paid check ((state = 1) = (transfer_id is not null))
);
create index payment_request_of_person on payment_request (person_id, id);

create table schedule (
    id uuid primary key,
    person_id uuid not null,
    from_id uuid not null,
    payee_id uuid not null,
    to_id uuid,
    payee_name text not null,
    minor bigint not null constraint schedule_positive check (minor > 0),
    currency text not null,
    own boolean not null,
    note text,
    stepped_up boolean not null,
    rhythm smallint not null constraint schedule_rhythm check (rhythm between 0 and 3),
    first_day date not null,
    at_time time not null,
    until_day date,
    next_day date,
    next_at timestamptz,
    last_transfer uuid,
    request_hash bytea not null,
    constraint schedule_next check ((next_day is null) = (next_at is null))
);
-- The job asks for what is due.
create index schedule_due on schedule (next_at) where next_at is not null;
create index schedule_of_person on schedule (person_id) where next_at is not null;

-- The answer is what was promised, whole; it is executed or it expires. exact is the figure before rounding.
create table quote (
    id uuid primary key,
    person_id uuid not null,
    from_id uuid not null,
    quote json not null,
    sells boolean not null,
    exact numeric not null,
    rounding_minor bigint not null,
    expires_at timestamptz not null,
    conversion_id uuid constraint quote_conversion_once unique,
    receipt json,
    constraint quote_used check ((conversion_id is null) = (receipt is null))
);
-- The job that forgets quotes nobody took.
create index quote_unused on quote (expires_at) where conversion_id is null;

create table rate_alert (
    id uuid primary key,
    person_id uuid not null,
    of_currency text not null,
    in_currency text not null,
    side smallint not null constraint rate_alert_side check (side in (0, 1)),
    mark numeric not null constraint rate_alert_mark check (mark > 0),
    past boolean not null,
    rate numeric not null,
    request_hash bytea not null
);
create index rate_alert_of_person on rate_alert (person_id, id);

-- What came out of the sandbox, for its daily limit; base_minor as in transfer.
create table sandbox_top_up (
    id uuid primary key,
    person_id uuid not null,
    base_minor bigint not null,
    at timestamptz not null
);
create index sandbox_top_up_of_person on sandbox_top_up (person_id, at);
