-- One list of what happened to a person's money, whichever table it stands in: top-ups, what was given back, purchases, bonuses and corrections.

-- What was bought from a module that sells, as its events told.
create table purchase (
    id uuid primary key,
    person_id uuid not null,
    product text not null,
    quantity int not null,
    minor bigint not null,
    currency text not null,
    status text not null,
    reference text,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
-- A person's list, the newest first.
create index purchase_of_person on purchase (person_id, created_at, id);

-- What an operator gave or took: a bonus, or a correction.
create table adjustment (
    id uuid primary key,
    person_id uuid not null,
    type text not null constraint adjustment_type_known check (type in ('Bonus', 'Adjustment')),
    minor bigint not null constraint adjustment_not_zero check (minor <> 0),
    currency text not null,
    reason text not null,
    asked_by uuid not null,
    request_hash bytea not null,
    status text not null constraint adjustment_status_known check (status in ('Processing', 'Completed', 'Failed')),
    error json,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index adjustment_of_person on adjustment (person_id, created_at, id);

create view money_history as
select i.person_id, i.created_at, i.id, 'inv' as prefix, 'Recharge' as type,
    case
        when i.paid > 0 then 'Completed'
        when i.ended is not null then i.ended
        when exists (select from charge c where c.invoice_id = i.id and c.credited_at is null) then 'Processing'
        else 'Pending'
    end as status,
    case when i.paid > 0 then i.paid else i.minor end as minor, i.currency,
    (select c.provider || ':' || c.id from charge c where c.invoice_id = i.id order by c.came_at, c.id limit 1) as external_id,
    coalesce(i.paid_at, i.created_at) as changed_at,
    jsonb_strip_nulls(jsonb_build_object('purpose', i.purpose, 'reference', i.reference)) as metadata
from invoice i
union all
select i.person_id, r.asked_at, r.id, 'rfd', 'Refund',
    case r.state when 'Done' then 'Completed' when 'Failed' then 'Failed' else 'Processing' end,
    -r.minor, r.currency, case when r.provider_id is not null then r.provider || ':' || r.provider_id end, coalesce(r.ended_at, r.asked_at),
    jsonb_build_object('provider', r.provider, 'invoice', 'inv_' || replace(i.id::text, '-', ''))
from refund r join invoice i on i.id = r.invoice_id
where r.is_held or r.asked_by is null
union all
select person_id, created_at, id, 'ord', 'Purchase', status, -minor, currency, reference, changed_at,
    jsonb_build_object('product', product, 'quantity', quantity::text)
from purchase
union all
select person_id, created_at, id, 'op', type, status, minor, currency, null, changed_at, jsonb_build_object('reason', reason)
from adjustment;
