-- Live statistics, kept up from the event stream. Everything here can be thrown away and rebuilt from the events.

-- A person's day in one category. Rows that come to nothing are deleted. The currency is part of the key: while a new main currency is on its way
-- through the events, amounts of two currencies must not be added up.
-- The key begins with person and day, because every question is about a person's period; one index serves both questions and changes.
create table day_total (
    person_id uuid not null,
    day date not null,
    category text not null,
    kind text not null constraint day_total_kind_known check (kind in ('Expense', 'Income')),
    currency text not null,
    minor bigint not null,
    count int not null,
    constraint day_total_once primary key (person_id, day, category, kind, currency)
);

-- How much is going on, by minute and kind of event; for operators. The key serves questions about a period.
create table activity (
    minute timestamptz not null,
    kind text not null,
    count bigint not null constraint activity_counted check (count > 0),
    constraint activity_once primary key (minute, kind)
);
