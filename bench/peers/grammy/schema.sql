-- The peer's own tables: what a Node engineer would keep for the work that is measured, with the same promises (an update once, an operation
-- once, the event with the fact).
create schema if not exists peer;

create table if not exists peer.incoming_update (
  update_id bigint primary key,
  chat_id bigint not null,
  received_at timestamptz not null default now(),
  answered_at timestamptz
);

create table if not exists peer.operation (
  id uuid primary key,
  person_id bigint not null,
  created_at timestamptz not null default now()
);

create table if not exists peer.expense (
  id uuid primary key,
  operation_id uuid not null references peer.operation (id),
  update_id bigint not null unique,
  person_id bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  rate numeric,
  category text not null,
  day date not null,
  note text not null check (length(note) <= 500),
  created_at timestamptz not null default now()
);
create index if not exists expense_person_day on peer.expense (person_id, day desc, id desc);

create table if not exists peer.day_total (
  person_id bigint not null,
  day date not null,
  category text not null,
  sum_minor bigint not null,
  count integer not null,
  primary key (person_id, day, category)
);

create table if not exists peer.spending_limit (
  person_id bigint not null,
  category text not null,
  amount_minor bigint not null check (amount_minor > 0),
  primary key (person_id, category)
);

create table if not exists peer.limit_alert (
  person_id bigint not null,
  category text not null,
  month date not null,
  threshold smallint not null,
  created_at timestamptz not null default now(),
  primary key (person_id, category, month, threshold)
);

create table if not exists peer.outbox (
  id bigint generated always as identity primary key,
  type text not null,
  key text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);

create table if not exists peer.conversation (
  chat_id bigint primary key,
  state jsonb not null,
  changed_at timestamptz not null default now()
);
