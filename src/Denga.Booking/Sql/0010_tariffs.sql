-- What stays cost: tariffs in versions that never change, so that a price can be reckoned again a year later; what is sold beside a stay, of which there
-- may be only so many at a time; and promo codes, of which a person uses each once.

create table tariff (
    id uuid primary key,
    request_hash bytea not null,
    version int not null constraint tariff_version_from_one check (version >= 1),
    sold_by text not null constraint tariff_sold_by_known check (sold_by in ('Night', 'Day', 'Hour')),
    currency text not null,
    -- The least that a unit of time costs on any day.
    least_minor bigint not null constraint tariff_least_not_negative check (least_minor >= 0),
    archived bool not null default false,
    created_at timestamptz not null
);
-- The operators' list.
create index tariff_created_at on tariff (created_at, id);

create table tariff_version (
    tariff_id uuid not null constraint tariff_version_of_tariff references tariff (id),
    version int not null,
    name jsonb not null,
    rules jsonb not null,
    by_id uuid not null,
    at timestamptz not null,
    primary key (tariff_id, version)
);

create function tariff_version_stays() returns trigger
    language plpgsql set search_path from current
as $$
begin
    raise exception 'A version of a tariff never changes' using errcode = '23514', constraint = 'tariff_version_stays';
end $$;
create trigger tariff_version_stays before update or delete on tariff_version for each row execute function tariff_version_stays();

-- An object shows the least price of its tariff; of one in another currency, or sold by another time, it has none.
create function object_from_tariff() returns trigger
    language plpgsql set search_path from current
as $$
begin
    new.from_minor := (select least_minor from tariff where id = new.tariff_id and currency = new.currency and sold_by = new.sold_by);
    return new;
end $$;
create trigger object_from_tariff before insert or update of tariff_id, currency, sold_by on object
    for each row execute function object_from_tariff();
-- A tariff that changes looks for its objects.
create index object_of_tariff on object (tariff_id) where tariff_id is not null;

create table add_on (
    id uuid primary key,
    request_hash bytea not null,
    version int not null constraint add_on_version_from_one check (version >= 1),
    name jsonb not null,
    terms jsonb not null,
    -- Pieces that there are at one time; null: any number.
    stock int constraint add_on_stock_positive check (stock > 0),
    -- None: offered with all.
    types text[] not null,
    at_handover bool not null,
    archived bool not null default false,
    changed_at timestamptz not null
);

-- What is taken of the add-ons of a booking. It goes when the booking comes to nothing.
create table add_on_use (
    booking_id uuid not null constraint add_on_use_of_booking references booking (id),
    add_on_id uuid not null constraint add_on_use_of_add_on references add_on (id),
    quantity int not null constraint add_on_use_positive check (quantity > 0),
    span tstzrange not null,
    primary key (booking_id, add_on_id)
);
-- How many are taken at a time is counted with each booking.
create index add_on_use_span on add_on_use using gist (add_on_id, span);

create table promo (
    id uuid not null constraint promo_id_once unique,
    code text primary key constraint promo_code_form check (code ~ '^[a-z0-9-]{3,20}$'),
    version int not null constraint promo_version_from_one check (version >= 1),
    terms jsonb not null,
    uses_max int not null,
    used int not null default 0,
    created_at timestamptz not null,
    constraint promo_used_within_its_limit check (used between 0 and uses_max)
);

-- Once a person. It goes when its booking comes to nothing.
create table promo_use (
    code text not null constraint promo_use_of_promo references promo (code),
    person_id uuid not null,
    booking_id uuid not null constraint promo_use_of_booking_once unique constraint promo_use_of_booking references booking (id),
    constraint promo_use_once primary key (code, person_id)
);

-- Whoever ends a booking, and in whatever way, gives back what it took.
create function booking_gives_back() returns trigger
    language plpgsql set search_path from current
as $$
begin
    delete from add_on_use where booking_id = new.id;
    with gone as (delete from promo_use where booking_id = new.id returning code)
    update promo set used = used - 1 where code in (select code from gone);
    return null;
end $$;
create trigger booking_gives_back after update of state on booking for each row
    when (new.state in ('Cancelled', 'Expired') and old.state <> new.state) execute function booking_gives_back();

-- The text of the contract that a guest agreed to, as he read it. A changed booking has another text, and another agreement.
create table contract (
    booking_id uuid not null constraint contract_of_booking references booking (id),
    hash text not null constraint contract_hash_form check (hash ~ '^[0-9a-f]{64}$'),
    person_id uuid not null,
    language text not null,
    html text not null,
    accepted_at timestamptz not null,
    primary key (booking_id, hash)
);

create trigger record_changed after insert or update or delete on tariff for each row execute function record_changed('trf_', 'id');
create trigger record_changed after insert on tariff_version for each row execute function record_changed('trf_', 'tariff_id');
create trigger record_changed after insert or update or delete on add_on for each row execute function record_changed('add_', 'id');
create trigger record_changed after insert or update or delete on promo for each row execute function record_changed('prm_', 'id');
