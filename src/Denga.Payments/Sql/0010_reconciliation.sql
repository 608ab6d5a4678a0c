-- Differences between a provider, payments and the ledger, and the comparisons that found them: an operator must see each until somebody has closed it, with
-- what was said by each side at that time.

create table reconciliation_run (
    id uuid primary key,
    -- The operation that asked for it; null: the night.
    operation_id uuid,
    asked_by uuid,
    request_hash bytea,
    provider text not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    state text not null constraint reconciliation_run_state_known check (state in ('Waiting', 'Done', 'Failed')),
    compared int not null default 0,
    entries bigint not null default 0,
    found int not null default 0,
    asked_at timestamptz not null,
    ended_at timestamptz
);
create index reconciliation_run_by_time on reconciliation_run (asked_at);
create index reconciliation_run_of_operation on reconciliation_run (operation_id) where operation_id is not null;

create table reconciliation_case (
    -- Made of what differs, so that the same difference is the same case.
    id uuid primary key,
    provider text not null,
    kind text not null,
    subject text not null,
    there json,
    here json,
    ledger json,
    invoice_id uuid,
    payment_id uuid,
    posting_id uuid,
    proposed json not null,
    state text not null constraint reconciliation_case_state_known check (state in ('Open', 'Closing', 'Closed', 'Gone')),
    happened_at timestamptz not null,
    found_at timestamptz not null,
    seen_at timestamptz not null,
    closed_at timestamptz,
    -- The operation that closes it.
    closing_id uuid,
    request_hash bytea,
    closed_by uuid,
    reason text,
    is_corrected boolean not null default true,
    correction_id uuid constraint reconciliation_case_corrected_once unique,
    error text
);
create index reconciliation_case_by_time on reconciliation_case (found_at, id);
create index reconciliation_case_open on reconciliation_case (provider, happened_at) where state = 'Open';
