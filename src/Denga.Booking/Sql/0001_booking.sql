-- What is rented out, what occupies it, and who booked it. One table says what occupies a unit, whatever occupies it, and one constraint of it decides:
-- no two stays of one unit overlap, buffers included, whoever writes them. The extension is made by the administrator before (decision 0081).

-- Ids in the order of time, as the program makes them: lists of the audit are sorted by them.
create function new_id() returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(r, 14))::uuid
    from replace(gen_random_uuid()::text, '-', '') r
$$;

create table object_type (
    key text primary key constraint object_type_key_form check (key ~ '^[a-z0-9-]{1,40}$'),
    name jsonb not null,
    properties jsonb not null,
    changed_at timestamptz not null
);

create table object (
    id uuid primary key,
    request_hash bytea not null,
    slug text not null constraint object_slug_once unique constraint object_slug_form check (slug ~ '^[a-z0-9-]{3,60}$'),
    type text not null constraint object_of_type references object_type (key),
    state text not null constraint object_state_known check (state in ('Active', 'Hidden', 'Archived')),
    -- All that is written of it; what is searched by stands beside it.
    body jsonb not null,
    city_ru text not null,
    city_en text not null,
    properties jsonb not null,
    zone text not null,
    sold_by text not null constraint object_sold_by_known check (sold_by in ('Night', 'Day', 'Hour')),
    currency text not null,
    guests_max int not null constraint object_guests check (guests_max between 1 and 1000),
    check_in time not null,
    check_out time not null,
    least int not null,
    most int not null constraint object_lengths check (least between 1 and most),
    -- Bit n: a stay may begin on day n of the week, Sunday being 0.
    arrival_days int not null constraint object_arrival_days check (arrival_days between 1 and 127),
    buffer interval not null constraint object_buffer check (buffer between interval '0' and interval '7 days'),
    notice interval not null,
    horizon_days int not null,
    tariff_id uuid,
    -- The least that a unit of time costs by its tariff.
    from_minor bigint,
    photos jsonb not null default '[]' constraint object_photos_max check (jsonb_array_length(photos) <= 10),
    -- Bookings of the last 90 days, counted every hour.
    popularity int not null default 0,
    version bigint not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
-- Searches: the popular first among the active ones, of one type or of all, page by page.
create index object_found on object (popularity desc, id) where state = 'Active';
create index object_found_by_type on object (type, popularity desc, id) where state = 'Active';
-- The operators' list.
create index object_created_at on object (created_at, id);

create table unit (
    id uuid primary key,
    object_id uuid not null constraint unit_of_object references object (id) on delete cascade,
    name text not null,
    position int not null,
    is_active bool not null default true,
    constraint unit_is_its_objects unique (id, object_id)
);
create unique index unit_name_once on unit (object_id, lower(name));

create table quote (
    id uuid primary key,
    person_id uuid not null,
    object_id uuid not null constraint quote_of_object references object (id) on delete cascade,
    dates jsonb not null,
    guests int not null,
    price jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
-- The job that forgets quotes nobody took.
create index quote_expires_at on quote (expires_at);

create table booking (
    id uuid primary key,
    -- As people tell it to each other.
    number text not null constraint booking_number_once unique,
    request_hash bytea not null,
    quote_id uuid constraint booking_quote_once unique,
    person_id uuid not null,
    object_id uuid not null constraint booking_of_object references object (id),
    -- Assigned; until then the stay stands on any that is free.
    unit_id uuid,
    state text not null constraint booking_state_known check (state in
        ('Requested', 'Held', 'AwaitingPayment', 'Confirmed', 'Paid', 'Completed', 'Cancelled', 'Expired', 'NoShow')),
    dates jsonb not null,
    arrives timestamptz not null,
    leaves timestamptz not null constraint booking_leaves_after_arriving check (leaves > arrives),
    guests int not null constraint booking_guests check (guests between 1 and 1000),
    price jsonb not null,
    currency text not null,
    total_minor bigint not null constraint booking_total_not_negative check (total_minor >= 0),
    note text,
    reason text,
    created_at timestamptz not null,
    expires_at timestamptz,
    ended_at timestamptz,
    version bigint not null default 1,
    constraint booking_unit_is_its_objects foreign key (unit_id, object_id) references unit (id, object_id),
    constraint booking_expires_while_unpaid check ((state in ('Requested', 'Held', 'AwaitingPayment')) = (expires_at is not null)),
    constraint booking_ended check ((state in ('Completed', 'Cancelled', 'Expired', 'NoShow')) = (ended_at is not null))
);
-- A person's bookings, the newest first.
create index booking_of_person on booking (person_id, created_at, id);
-- The operators' list, and by the day of arrival (who comes today) and by state (what waits for somebody).
create index booking_created_at on booking (created_at, id);
create index booking_arrives on booking (arrives);
create index booking_of_object on booking (object_id, created_at, id);
create index booking_open on booking (state, created_at, id) where state in ('Requested', 'Held', 'AwaitingPayment', 'Confirmed', 'Paid');

-- Which moves there are: the same table is in the program, and a test compares them.
create table booking_move (
    from_state text not null,
    to_state text not null,
    primary key (from_state, to_state)
);
insert into booking_move (from_state, to_state) values
    ('Requested', 'Held'), ('Requested', 'Confirmed'), ('Requested', 'Paid'), ('Requested', 'Cancelled'), ('Requested', 'Expired'),
    ('Held', 'AwaitingPayment'), ('Held', 'Confirmed'), ('Held', 'Paid'), ('Held', 'Cancelled'), ('Held', 'Expired'),
    ('AwaitingPayment', 'Confirmed'), ('AwaitingPayment', 'Paid'), ('AwaitingPayment', 'Cancelled'), ('AwaitingPayment', 'Expired'),
    ('Confirmed', 'Paid'), ('Confirmed', 'Completed'), ('Confirmed', 'Cancelled'), ('Confirmed', 'NoShow'),
    ('Paid', 'Confirmed'), ('Paid', 'Completed'), ('Paid', 'Cancelled'), ('Paid', 'NoShow'),
    ('Expired', 'Confirmed'), ('Expired', 'Paid');

create function booking_moves_legally() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if old.state <> new.state and not exists (select from booking_move where from_state = old.state and to_state = new.state) then
        raise exception 'A booking does not go from % to %', old.state, new.state using errcode = '23514', constraint = 'booking_moves_legally';
    end if;
    return new;
end $$;
create trigger booking_moves_legally before update of state on booking for each row execute function booking_moves_legally();

create table stay (
    id uuid primary key,
    object_id uuid not null,
    unit_id uuid not null,
    kind text not null constraint stay_kind_known check (kind in ('booking', 'block', 'feed')),
    booking_id uuid constraint stay_of_booking_once unique constraint stay_of_booking references booking (id),
    -- Of whoever imports calendars.
    feed_id uuid,
    feed_uid text,
    dates jsonb not null,
    -- From the first moment to the first that is free again: the buffer is within.
    span tstzrange not null,
    -- It is to stay on this unit; others may be moved to another one of the object to make room.
    is_pinned bool not null,
    -- Until when a booking that is not paid keeps it.
    kept_until timestamptz,
    reason text,
    -- The operation that blocked.
    operation_id uuid,
    created_at timestamptz not null,
    constraint stay_unit_is_its_objects foreign key (unit_id, object_id) references unit (id, object_id),
    constraint stay_span_is_a_time check (not isempty(span) and lower_inc(span) and not upper_inc(span)
        and not lower_inf(span) and not upper_inf(span) and isfinite(lower(span)) and isfinite(upper(span))),
    constraint stay_has_its_cause check ((kind = 'booking') = (booking_id is not null) and (kind = 'feed') = (feed_id is not null)
        and (kind = 'block') = (reason is not null)),
    -- The one rule that nobody gets past. Deferrable, because making room moves several stays at once; it is looked at with every statement but there.
    constraint stay_never_overlaps exclude using gist (unit_id with =, span with &&) deferrable initially immediate
);
create index stay_of_operation on stay (operation_id) where operation_id is not null;

-- A booking that lives has its time, and one that has come to nothing has none.
create function booking_has_its_stay() returns trigger
    language plpgsql set search_path from current
as $$
declare
    now_stands text;
begin
    select state into now_stands from booking where id = new.id;
    if now_stands in ('Requested', 'Held', 'AwaitingPayment', 'Confirmed', 'Paid', 'Completed')
        <> exists (select from stay where booking_id = new.id) and now_stands <> 'NoShow' then
        raise exception 'Booking % is % and its stay does not say so', new.id, now_stands using errcode = '23514', constraint = 'booking_has_its_stay';
    end if;
    return null;
end $$;
create constraint trigger booking_has_its_stay after insert or update of state on booking
    deferrable initially deferred for each row execute function booking_has_its_stay();

-- What is to be paid for a booking, and what became of it. An invoice is made when somebody pays.
create table due (
    booking_id uuid not null constraint due_of_booking references booking (id),
    number int not null,
    kind text not null constraint due_kind_known check (kind in ('Prepayment', 'Balance', 'Deposit', 'Extra')),
    minor bigint not null constraint due_positive check (minor > 0),
    at timestamptz not null,
    state text not null constraint due_state_known check (state in ('Open', 'Paid', 'Void', 'Returned')),
    invoice_id uuid constraint due_invoice_once unique,
    -- Given back, or about to be.
    returned_minor bigint not null default 0,
    -- Of a deposit: what was kept of it, why, and the photos that show it.
    captured_minor bigint not null default 0,
    reason text,
    evidence jsonb not null default '[]',
    paid_at timestamptz,
    primary key (booking_id, number),
    constraint due_returned_within_paid check (returned_minor >= 0 and captured_minor >= 0 and returned_minor + captured_minor <= minor)
);

-- Money on its way back, decided with its cause.
create table give_back (
    id uuid primary key,
    booking_id uuid not null,
    number int not null,
    minor bigint not null constraint give_back_positive check (minor > 0),
    reason text not null,
    at timestamptz not null,
    done_at timestamptz,
    constraint give_back_of_due foreign key (booking_id, number) references due (booking_id, number)
);
create index give_back_of_booking on give_back (booking_id);

-- What a change was, under its operation: a repeat answers the same, and the price that was is kept.
create table booking_change (
    id uuid primary key,
    booking_id uuid not null constraint booking_change_of_booking references booking (id),
    request_hash bytea not null,
    before jsonb not null,
    at timestamptz not null
);

create table booking_note (
    id uuid primary key,
    booking_id uuid not null constraint booking_note_of_booking references booking (id),
    by_id uuid not null,
    body text not null,
    at timestamptz not null
);
create index booking_note_of_booking on booking_note (booking_id, id);

create table handover (
    id uuid primary key,
    request_hash bytea not null,
    booking_id uuid not null constraint handover_of_booking references booking (id),
    is_return bool not null,
    body jsonb not null,
    at timestamptz not null,
    constraint handover_once unique (booking_id, is_return)
);

-- Who changed what of an object or a booking, also by plain SQL: what was and what became of each field, without what identifies people but their ids.
-- Who is the setting denga.person of the transaction; without it, the role that is signed in.
create function record_changed() returns trigger
    language plpgsql set search_path from current
as $$
declare
    was jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) - '{note,request_hash}'::text[] end;
    becomes jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) - '{note,request_hash}'::text[] end;
    -- By what it is found, and how it is shown.
    key text := coalesce(becomes ->> tg_argv[1], was ->> tg_argv[1]);
    who uuid := nullif(current_setting('denga.person', true), '')::uuid;
    lost jsonb;
    won jsonb;
begin
    select jsonb_object_agg(k, was -> k) filter (where was ? k), jsonb_object_agg(k, becomes -> k) filter (where becomes ? k) into lost, won
    from (select jsonb_object_keys(was || becomes) as k) keys where was -> k is distinct from becomes -> k and k not in ('version', 'changed_at', 'popularity');
    if lost is null and won is null then
        return null;
    end if;
    insert into audit (id, at, actor, person_id, action, subject, address, before, after) values (
        new_id(), clock_timestamp(), case when who is null then 'system' else 'person' end, who,
        'booking.' || case tg_op when 'INSERT' then 'record-made' when 'UPDATE' then 'record-changed' else 'record-deleted' end,
        tg_argv[0] || replace(key, '-', ''), case when who is null then 'postgresql:' || session_user end, lost, won);
    return null;
end $$;
create trigger record_changed after insert or update or delete on object for each row execute function record_changed('obj_', 'id');
create trigger record_changed after insert or update or delete on booking for each row execute function record_changed('bkg_', 'id');
create trigger record_changed after insert or update or delete on due for each row execute function record_changed('bkg_', 'booking_id');
