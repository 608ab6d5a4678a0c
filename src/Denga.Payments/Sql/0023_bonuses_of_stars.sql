-- Bonuses of the Stars shop are in the list of what happened to a person's money: what somebody got for whom he brought, and what a promo code took off.

alter table purchase
    add discount bigint constraint purchase_discount_positive check (discount > 0),
    add promo text;

create table bonus (
    -- The posting that credited it.
    id uuid primary key,
    person_id uuid not null,
    minor bigint not null constraint bonus_positive check (minor > 0),
    currency text not null,
    -- What it was given for, as who gave it calls it.
    source text not null,
    reference text not null,
    at timestamptz not null
);
create index bonus_of_person on bonus (person_id, at, id);

create or replace view money_history as
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
    jsonb_strip_nulls(jsonb_build_object('product', product, 'quantity', quantity::text, 'promo', promo, 'discount_minor', discount::text))
from purchase
union all
select person_id, created_at, id, 'op', type, status, minor, currency, null, changed_at, jsonb_build_object('reason', reason)
from adjustment
union all
select person_id, at, id, 'op', 'Bonus', 'Completed', minor, currency, null, at, jsonb_build_object('source', source, 'reference', reference)
from bonus;
