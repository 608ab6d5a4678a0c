-- One row per payment and one balance per user: no ledger, no keys of deliveries.
create schema if not exists peer;

create table if not exists peer.account (
  user_id bigint primary key,
  balance bigint not null default 0
);

create table if not exists peer.payment (
  id uuid primary key,
  user_id bigint not null,
  amount bigint not null,
  status text not null default 'pending',
  created_at timestamptz not null default now(),
  completed_at timestamptz
);
create index if not exists payment_user on peer.payment (user_id, created_at desc);
