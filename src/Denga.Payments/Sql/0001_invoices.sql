-- What people owe and what came of it: an invoice, the attempts to have it paid, the money that really came, and what was given back. The invoice's row
-- is the lock of everything that belongs to it; the ledger follows under ids that are made of what stands here.

create table invoice (
    -- The id of the operation that asked for it.
    id uuid primary key,
    person_id uuid not null,
    purpose text not null,
    reference text,
    minor bigint not null constraint invoice_positive check (minor > 0),
    currency text not null,
    account_id uuid not null,
    tax json not null,
    request_hash bytea not null,
    state text not null constraint invoice_state_known check (state in ('Created', 'Pending', 'PartlyPaid', 'Paid', 'Overpaid', 'Expired', 'Cancelled',
        'Failed', 'PartlyRefunded', 'Refunded')),
    -- How it ended without being paid; money that comes afterwards counts all the same.
    ended text constraint invoice_end_known check (ended in ('Expired', 'Cancelled', 'Failed')),
    -- In its own currency; money in another one is credited and not counted here.
    paid bigint not null default 0,
    refunded bigint not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    paid_at timestamptz,
    constraint invoice_refunds_within_payments check (refunded between 0 and paid)
);
-- A person's list, the newest first.
create index invoice_of_person on invoice (person_id, created_at, id);
-- The operators' list, the newest first.
create index invoice_by_time on invoice (created_at, id);
-- How many a person has open: few among many.
create index invoice_open on invoice (person_id) where state in ('Created', 'Pending');

-- What was paid and what was given back only grow, whoever writes it: facts come in any order.
create function invoice_never_goes_back() returns trigger
    language plpgsql
as $$
begin
    raise exception 'An invoice never goes back' using errcode = '23514', constraint = 'invoice_never_goes_back';
end $$;
create trigger invoice_never_goes_back before update on invoice for each row
    when (new.paid < old.paid or new.refunded < old.refunded or old.ended is not null and new.ended is distinct from old.ended)
    execute function invoice_never_goes_back();

-- One attempt with one provider. The id is the key under which the provider is asked, here before the first call.
create table payment (
    id uuid primary key,
    invoice_id uuid not null references invoice,
    provider text not null,
    minor bigint not null constraint payment_positive check (minor > 0),
    currency text not null,
    language text not null,
    state text not null constraint payment_state_known check (state in ('Unknown', 'Pending', 'Paid', 'Refused', 'Cancelled', 'Expired')),
    provider_id text,
    link text,
    -- The provider's word for a refusal, for operators.
    reason text,
    -- What a person must look at: a code.
    trouble text,
    started_at timestamptz not null,
    ended_at timestamptz
);
create index payment_of_invoice on payment (invoice_id, started_at);
-- One attempt at a time with each provider.
create unique index payment_one_open on payment (invoice_id, provider) where state in ('Unknown', 'Pending');
-- By what the provider calls it, for facts without our key. Not unique: providers use ids again after years.
create index payment_of_provider on payment (provider, provider_id, started_at) where provider_id is not null;

-- Money that really came: a fact, written once, before the ledger is asked.
create table charge (
    provider text not null,
    -- The provider's, unless it was used again for another payment: then with that payment's.
    id text not null,
    payment_id uuid not null references payment,
    invoice_id uuid not null references invoice,
    minor bigint not null constraint charge_positive check (minor > 0),
    currency text not null,
    fee bigint constraint charge_fee_not_negative check (fee >= 0),
    charged_at timestamptz not null,
    came_at timestamptz not null,
    -- Made of provider and id: the ledger's own key of it.
    posting_id uuid not null constraint charge_posted_once unique,
    account_id uuid,
    credited_at timestamptz,
    primary key (provider, id),
    constraint charge_credited_somewhere check ((credited_at is null) = (account_id is null))
);
create index charge_of_invoice on charge (invoice_id, came_at);
-- What the ledger was not asked yet, or whose answer was lost.
create index charge_not_credited on charge (came_at) where credited_at is null;

-- Money given back. The row is the key under which the provider is asked; the hold and the posting have ids made of it.
create table refund (
    id uuid primary key,
    invoice_id uuid not null references invoice,
    provider text not null,
    charge_id text not null,
    minor bigint not null constraint refund_positive check (minor > 0),
    currency text not null,
    reason text not null,
    -- Null when the provider gave it back by itself.
    asked_by uuid,
    request_hash bytea not null,
    state text not null constraint refund_state_known check (state in ('Pending', 'Done', 'Failed')),
    -- The money is set aside on the person's account.
    is_held boolean not null default false,
    provider_id text,
    posting_id uuid not null constraint refund_posted_once unique,
    error json,
    asked_at timestamptz not null,
    ended_at timestamptz,
    foreign key (provider, charge_id) references charge,
    constraint refund_ended check ((state = 'Pending') = (ended_at is null))
);
create index refund_of_invoice on refund (invoice_id, asked_at);

-- Which deliveries said something about a payment, for the operator.
create table payment_webhook (
    payment_id uuid not null references payment,
    webhook_id uuid not null,
    primary key (payment_id, webhook_id)
);

-- The sandbox, a provider of our own that takes play money: what it would keep on its side. Its secret signs its webhooks.
create table sandbox_payment (
    id uuid primary key,
    minor bigint not null,
    currency text not null,
    description text not null,
    return_to text not null,
    state text not null default 'Pending' constraint sandbox_state_known check (state in ('Pending', 'Paid', 'Refused', 'Expired')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    paid bigint not null default 0,
    paid_at timestamptz
);
create index sandbox_payment_by_time on sandbox_payment (created_at);
create table sandbox_refund (
    id uuid primary key,
    payment_id uuid not null references sandbox_payment,
    minor bigint not null,
    created_at timestamptz not null
);
create index sandbox_refund_of_payment on sandbox_refund (payment_id);
create table sandbox_secret (secret bytea not null);
insert into sandbox_secret select decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

-- Money that an operator took by hand.
create table cash (
    payment_id uuid primary key,
    minor bigint not null constraint cash_positive check (minor > 0),
    currency text not null,
    taken_by uuid not null,
    taken_at timestamptz not null
);
