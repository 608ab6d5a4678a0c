-- An object, and its bookings. That two of them do not overlap is what the program looks at; the database would let them.
create schema if not exists peer;

create table if not exists peer.object (
  id int primary key,
  type text not null,
  price bigint not null,
  hourly bool not null
);
create index if not exists object_type on peer.object (type, price);

create table if not exists peer.booking (
  id bigint generated always as identity primary key,
  object_id int not null references peer.object (id),
  guest int not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  price bigint not null,
  created_at timestamptz not null default now()
);
create index if not exists booking_object on peer.booking (object_id, starts_at, ends_at);
