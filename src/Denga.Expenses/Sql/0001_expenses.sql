-- The expense book: entries with the rate of their own day, sums by day that are written with them, limits with the alerts already given,
-- words learned from corrections, and entries that record themselves. A person's row in book is locked by everything that writes for him,
-- so that limits are checked against sums that nobody else is changing. Sums of money are bigint: smallest units of the currency beside them.

create table book (
    person_id uuid primary key,
    currency text not null,
    month_start_day smallint not null default 1,
    currency_chosen boolean not null default false,
    version bigint not null default 0,
    constraint book_month_start_day check (month_start_day between 1 and 28)
);

create table expense (
    id uuid primary key,
    person_id uuid not null constraint expense_book references book,
    recording_id uuid not null,
    kind smallint not null,
    minor bigint not null,
    currency text not null,
    main_minor bigint not null,
    main_currency text not null,
    rate numeric,
    rate_source text,
    rate_date date,
    rate_stale boolean,
    day date not null,
    category text not null,
    category_rule text not null,
    category_word text,
    note text not null,
    note_search text not null,
    tags text[] not null,
    account text,
    whole_minor bigint,
    refund_of uuid constraint expense_refund_of references expense,
    receipt_key text,
    recorded_at timestamptz not null,
    version int not null,
    deleted_at timestamptz,
    constraint expense_kind check (kind between 0 and 2),
    constraint expense_amount_positive check (minor > 0 and minor <= 1000000000000000),
    constraint expense_converted_not_negative check (main_minor >= 0),
    constraint expense_whole_positive check (whole_minor > 0),
    constraint expense_rate_whole check (num_nonnulls(rate, rate_source, rate_date, rate_stale) in (0, 4)),
    constraint expense_rate_when_converted check ((rate is null) = (currency = main_currency)),
    constraint expense_rate_positive check (rate > 0),
    constraint expense_note_length check (length(note) <= 500),
    constraint expense_version_positive check (version > 0)
);

-- Lists go by day, the newest first, a page at a time: the index is in that order, and uuid version 7 breaks ties by time of recording.
create index expense_by_day on expense (person_id, day desc, id desc) where deleted_at is null;

-- Undo and correction of a message find what was recorded under it. Few entries share an id, so a plain btree holds no more than needed.
create index expense_by_recording on expense (person_id, recording_id);

-- The last price of a thing (what is "кофе" without a sum?), found by the whole folded note. A trigram index was not taken: it costs every
-- write several times this one, and a word is looked for within one person's entries, which expense_by_day already narrows to.
create index expense_by_note on expense (person_id, note_search, day desc) where deleted_at is null;

-- A receipt is recorded once; a deleted one may come again.
create unique index expense_receipt_once on expense (person_id, receipt_key) where receipt_key is not null and deleted_at is null;

-- Sums by day, written in the transaction of each entry: limits and reports read these few rows and never the entries.
-- The key begins with person and day because every question is a range of days of one person. There is no check of count >= 0: PostgreSQL
-- applies it to the difference that an upsert proposes, which may be negative; denga verify recounts instead.
create table day_total (
    person_id uuid not null,
    day date not null,
    category text not null,
    kind smallint not null,
    minor bigint not null,
    count int not null,
    primary key (person_id, day, category, kind),
    constraint day_total_kind check (kind in (0, 1))
);

-- The amount as the person set it is kept beside the amount in the main currency, so that a change of currency and back loses nothing.
create table budget_limit (
    person_id uuid not null constraint budget_limit_book references book,
    category text not null,
    minor bigint not null,
    currency text not null,
    set_minor bigint not null,
    set_currency text not null,
    primary key (person_id, category),
    constraint budget_limit_positive check (minor > 0 and set_minor > 0)
);

-- One row is one alert given: its key is what makes it once.
create table limit_alert (
    person_id uuid not null,
    category text not null,
    period_from date not null,
    threshold smallint not null,
    primary key (person_id, category, period_from, threshold),
    constraint limit_alert_threshold check (threshold in (80, 100))
);

create table category (
    person_id uuid not null constraint category_book references book,
    key text not null,
    name text not null,
    kind smallint not null,
    primary key (person_id, key),
    constraint category_name_length check (length(name) between 1 and 40)
);

create table learned_word (
    person_id uuid not null,
    word text not null,
    category text not null,
    corrections int not null,
    primary key (person_id, word),
    constraint learned_word_corrections check (corrections > 0)
);

-- Amounts once locked in another main currency: going back to it gives the same figures again.
create table conversion (
    expense_id uuid not null constraint conversion_expense references expense,
    currency text not null,
    minor bigint not null,
    rate numeric,
    rate_source text,
    rate_date date,
    rate_stale boolean,
    primary key (expense_id, currency)
);

create table recurring (
    id uuid primary key,
    person_id uuid not null constraint recurring_book references book,
    template json not null,
    rhythm smallint not null,
    first_day date not null,
    last_day date,
    next_day date,
    until_day date,
    ended_at timestamptz,
    constraint recurring_rhythm check (rhythm between 0 and 3)
);
create index recurring_by_person on recurring (person_id);

-- The job asks every minute for what is due; only what still has a day to come is in the index.
create index recurring_due on recurring (next_day) where next_day is not null;

-- First day of the person's month that a day belongs to. Immutable arithmetic, so that it may stand in any question.
create function month_from(day date, start_day smallint) returns date
    language sql immutable parallel safe
    return (case when extract(day from day) >= start_day then date_trunc('month', day::timestamp)
                 else date_trunc('month', day::timestamp) - interval '1 month' end)::date + (start_day - 1);
