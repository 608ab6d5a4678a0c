-- Calendars elsewhere (Airbnb, Booking.com, Google) that units are kept in step with: where they are, what they last said, what of it takes time here, and
-- what was told to them. What they say is taken stands in the table of stays as everything else that occupies a unit; here is why it stands there.

create table feed (
    id uuid primary key,
    request_hash bytea not null,
    object_id uuid not null,
    unit_id uuid not null,
    kind text not null constraint feed_kind_known check (kind in ('Ical', 'Google')),
    name text not null,
    -- The host, or the calendar's name at Google: the address itself is a secret, and sealed.
    source text not null,
    address bytea,
    state text not null constraint feed_state_known check (state in ('On', 'Paused')),
    -- Which reading is the next: one that was asked for meanwhile takes the place of the one that waits.
    turn int not null default 1,
    next_at timestamptz,
    etag text,
    modified text,
    -- Read well; read from its beginning to its end; tried.
    read_at timestamptz,
    full_at timestamptz,
    tried_at timestamptz,
    failing_since timestamptz,
    failures int not null default 0,
    error text,
    -- Google's: where the last reading ended, and by what it tells of changes.
    sync_token text,
    channel_id uuid,
    channel_resource text,
    channel_until timestamptz,
    created_at timestamptz not null,
    constraint feed_unit_is_its_objects foreign key (unit_id, object_id) references unit (id, object_id) on delete cascade,
    constraint feed_has_its_address check ((kind = 'Ical') = (address is not null))
);
-- The feeds of a unit are placed together.
create index feed_of_unit on feed (unit_id);
create index feed_of_object on feed (object_id);
-- By what Google names when it tells of a change.
create index feed_channel on feed (channel_id) where channel_id is not null;

create table feed_block (
    id uuid primary key,
    feed_id uuid not null constraint feed_block_of_feed references feed (id) on delete cascade,
    uid text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null constraint feed_block_is_a_time check (ends_at > starts_at),
    kind text not null constraint feed_block_kind_known check (kind in ('Unknown', 'Reservation', 'Closure')),
    -- What was told from here and came back: it takes no time.
    echo_at timestamptz,
    -- It vanished together with most others, and nobody has said yet that this is right.
    missing_since timestamptz,
    is_conflict bool not null default false,
    -- Deferrable: two may change places.
    constraint feed_block_once unique (feed_id, uid, starts_at) deferrable initially deferred
);
-- What is to come of a feed.
create index feed_block_ends_at on feed_block (feed_id, ends_at);

alter table stay add constraint stay_of_feed foreign key (feed_id) references feed (id) on delete cascade;
-- The stays of a feed, when it is read or goes.
create index stay_feed on stay (feed_id) where feed_id is not null;

-- Our bookings in a calendar at Google: what was written there last, and what somebody made of it.
create table google_entry (
    feed_id uuid not null constraint google_entry_of_feed references feed (id) on delete cascade,
    -- The booking, or the block.
    key uuid not null,
    booking_id uuid,
    written text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null constraint google_entry_state_known check (state in ('Written', 'DeletedThere', 'MovedThere')),
    primary key (feed_id, key)
);

create table calendar_link (
    id uuid primary key,
    -- Of the operation that gave it its present address, and the one that made it.
    request_hash bytea not null,
    renewed_by uuid,
    object_id uuid not null constraint calendar_link_of_object references object (id) on delete cascade,
    unit_id uuid,
    -- The calendar whose platform fetches it.
    feed_id uuid constraint calendar_link_for_feed references feed (id) on delete set null,
    secret bytea not null,
    secret_hash bytea not null constraint calendar_link_secret_once unique,
    -- What was last fetched, and when: only what was told can come back as an echo.
    told jsonb not null default '[]',
    etag text,
    fetched_at timestamptz,
    created_at timestamptz not null,
    constraint calendar_link_unit_is_its_objects foreign key (unit_id, object_id) references unit (id, object_id) on delete cascade
);
create index calendar_link_of_object on calendar_link (object_id);
