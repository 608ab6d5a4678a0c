-- Guests who asked to be told when taken dates of an object become free, each once. Who waits is written down under the object's lock, as all that frees
-- dates is: either it sees that they are free already, or whoever frees them sees it.

create table waiting (
    id uuid primary key,
    request_hash bytea not null,
    person_id uuid not null,
    object_id uuid not null constraint waiting_for_object references object (id) on delete cascade,
    dates jsonb not null,
    guests int not null,
    -- Nobody could book it any more.
    until timestamptz not null,
    created_at timestamptz not null,
    told_at timestamptz
);
-- The same wish is kept once while it waits, and a person's are listed and counted.
create unique index waiting_once on waiting (person_id, object_id, dates) where told_at is null;
-- Who is told when something of an object becomes free.
create index waiting_for_object on waiting (object_id) where told_at is null;
