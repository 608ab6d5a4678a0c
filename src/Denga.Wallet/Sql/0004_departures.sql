-- People who leave: erased, or joined with another. Identity decides that in a transaction of its own, so the wallet is asked first: under the locks of
-- the accounts it makes sure that nothing is on them and closes them, before anybody is erased. What is not followed by its event is called off.

-- The id is Identity's, of the attempt. state: 0 frozen while Identity decides, 1 gone, 2 called off (kept for a day, for a call that comes late).
-- kept_id is who lives on after a join.
create table departure (
    id uuid primary key,
    person_id uuid not null,
    state smallint not null constraint departure_state check (state between 0 and 2),
    kept_id uuid,
    at timestamptz not null,
    constraint departure_kept_another check (kept_id <> person_id),
    constraint departure_kept_when_gone check (kept_id is null or state = 1)
);
-- Whoever opens an account asks for the person.
create index departure_of_person on departure (person_id) where state < 2;
-- The job that asks Identity what became of those that nobody ended.
create index departure_undecided on departure (at) where state = 0;

-- The most that may be on an account, as floor is the least. Accounts of people who were gone before the wallet asked first can hold money, and so cannot
-- be closed: they get what is on them as their ceiling, and take nothing more.
alter table account add column ceiling bigint, add constraint account_ceiling check (balance <= ceiling);
grant update (ceiling) on account to denga_wallet;
