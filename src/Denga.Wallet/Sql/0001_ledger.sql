-- The ledger. One row in posting is one movement of money: the accounts, the amounts, and the place of each in its account's life. Everything else
-- follows from it in the same statement, by the database itself: entries, balances, the head of the hash chain. So no role, the owner of the
-- tables included, can write an unbalanced posting, an entry without a posting, or a balance without an entry; and the module's role cannot
-- change or delete what was written. Amounts are bigint: smallest units of the account's currency.

-- The number is the ledger's own short name of an account: entries and their index are a third smaller with it than with the id.
-- Balance, held and version change with every posting and stand in no index; free room in the page lets the new row stay beside the old one.
create table account (
    no bigint generated always as identity primary key,
    id uuid not null constraint account_id_once unique,
    person_id uuid,
    purpose text not null,
    currency text not null,
    balance bigint not null default 0,
    held bigint not null default 0,
    floor bigint,
    version bigint not null default 0,
    opened_at timestamptz not null,
    closed_at timestamptz,
    constraint account_one unique nulls not distinct (person_id, purpose, currency),
    constraint account_floor check (balance - held >= floor),
    constraint account_floor_not_positive check (floor <= 0),
    constraint account_person_has_floor check (person_id is null or floor is not null),
    constraint account_held_not_negative check (held >= 0),
    constraint account_balance_range check (balance between -4611686018427387904 and 4611686018427387904),
    constraint account_closed_is_empty check (closed_at is null or (balance = 0 and held = 0)),
    constraint account_version_not_negative check (version >= 0)
) with (fillfactor = 70);

-- The key is the id that the client made: it is what makes a repeated request harmless. The three arrays are the legs; versions say which entry
-- of its account each leg is, so that the entries of a posting are found by their key and no index on the posting is needed.
create table posting (
    id uuid primary key,
    chain smallint not null,
    number bigint not null,
    kind text not null,
    account_nos bigint[] not null,
    versions bigint[] not null,
    minors bigint[] not null,
    event_at timestamptz not null,
    recorded_at timestamptz not null,
    reverses uuid,
    hold_id uuid,
    rate numeric,
    rate_source text,
    rate_at timestamptz,
    metadata jsonb,
    request_hash bytea not null,
    hash bytea not null,
    constraint posting_legs check (
        cardinality(account_nos) between 2 and 64
        and cardinality(versions) = cardinality(account_nos) and cardinality(minors) = cardinality(account_nos)
    ),
    constraint posting_hash_length check (length(hash) = 32 and length(request_hash) = 32),
    constraint posting_rate_whole check (num_nonnulls(rate, rate_source, rate_at) in (0, 3)),
    constraint posting_rate_positive check (rate > 0)
);

-- At most one reversal of a posting, also of two that come at once. Few rows are reversals, so few are in it.
create unique index posting_reversed_once on posting (reverses) where reverses is not null;

-- A hold is captured at most once.
create unique index posting_captures_once on posting (hold_id) where hold_id is not null;

-- Written by the trigger of posting only. The key is the order of an account's life: statements read it in pages, and a balance at a moment is
-- found by halving, because recorded_at never decreases along it. event_at is null when it is recorded_at.
create table entry (
    account_no bigint not null,
    version bigint not null,
    posting_id uuid not null,
    minor bigint not null,
    balance_after bigint not null,
    recorded_at timestamptz not null,
    event_at timestamptz,
    primary key (account_no, version),
    constraint entry_not_zero check (minor <> 0)
);

-- The balance by time of event is that by time of recording, corrected by the few entries whose times differ.
create index entry_of_another_time on entry (account_no, event_at) where event_at is not null;

-- Heads of the hash chains. A writer has one for itself while it writes, so chains never make writers wait for each other.
create table chain (
    id smallint primary key,
    number bigint not null default 0,
    hash bytea not null default decode(repeat('00', 32), 'hex'),
    recorded_at timestamptz not null default '1970-01-01 00:00:00Z'
) with (fillfactor = 20);
insert into chain (id) select generate_series(0, 15);

create table hold (
    id uuid primary key,
    account_no bigint not null constraint hold_account references account,
    minor bigint not null,
    captured_minor bigint not null default 0,
    kind text not null,
    state smallint not null default 0,
    placed_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    request_hash bytea not null,
    constraint hold_positive check (minor > 0),
    constraint hold_state check (state between 0 and 3),
    constraint hold_ended check ((state = 0) = (ended_at is null)),
    constraint hold_captured check (captured_minor between 0 and minor and (state = 1) = (captured_minor > 0))
);

-- The job that ends expired holds, and the sum of an account's open ones.
create index hold_expiring on hold (expires_at) where state = 0;
create index hold_open on hold (account_no) where state = 0;

-- Heads of all chains, signed: whoever keeps a copy elsewhere can prove that nothing before it was changed since.
create table checkpoint (
    at timestamptz primary key,
    heads json not null,
    public_key bytea not null,
    signature bytea not null
);

-- A posting becomes true: its legs sum to zero in every currency, continue the lives of their accounts, and extend the chain. One statement for
-- all postings of an insert. 40001 means that somebody else wrote meanwhile: the writer reads again and decides anew.
create function posting_apply() returns trigger
    language plpgsql security definer
    set search_path = wallet, pg_temp
    set enable_seqscan = off
    set enable_sort = off
as $$
declare
    legs bigint;
    entered bigint;
    accounts bigint;
    moved bigint;
    chains bigint;
    extended bigint;
    unbalanced uuid;
begin
    with leg as materialized (
        select p.id, l.account_no, l.version, l.minor, p.recorded_at, nullif(p.event_at, p.recorded_at) as event_at
        from added p, unnest(p.account_nos, p.versions, p.minors) as l (account_no, version, minor)
    ),
    total as materialized (
        select account_no, sum(minor)::bigint as minor, count(*) as legs, min(version) as first, max(version) as last
        from leg group by account_no order by account_no
    ),
    moved as (
        update account a set balance = a.balance + t.minor, version = t.last
        from total t
        where a.no = t.account_no and a.version = t.first - 1 and t.last - t.first + 1 = t.legs
        returning a.no, a.currency, a.balance - t.minor as before
    ),
    entered as (
        insert into entry (account_no, version, posting_id, minor, balance_after, recorded_at, event_at)
        select l.account_no, l.version, l.id, l.minor,
            m.before + sum(l.minor) over (partition by l.account_no order by l.version rows unbounded preceding), l.recorded_at, l.event_at
        from leg l join moved m on m.no = l.account_no
        returning 1
    ),
    head as materialized (
        select p.chain, min(p.number) as first, max(p.number) as last, count(*) as links, max(p.recorded_at) as recorded_at
        from added p group by p.chain
    ),
    extended as (
        update chain c set number = h.last, recorded_at = h.recorded_at, hash = (select p.hash from added p where p.chain = h.chain and p.number = h.last)
        from head h
        where c.id = h.chain and c.number = h.first - 1 and h.last - h.first + 1 = h.links
        returning 1
    )
    select
        (select count(*) from leg), (select count(*) from entered),
        (select count(*) from total), (select count(*) from moved),
        (select count(*) from head), (select count(*) from extended),
        (select l.id from leg l join moved m on m.no = l.account_no group by l.id, m.currency having sum(l.minor) <> 0 limit 1)
    into legs, entered, accounts, moved, chains, extended, unbalanced;
    if moved <> accounts or extended <> chains or entered <> legs then
        raise exception 'an account or a chain is not where the posting continues it' using errcode = '40001';
    end if;
    if exists (select from added p join hold h on h.id = p.id) then
        raise exception 'the id belongs to a hold' using errcode = '23505', constraint = 'posting_id_once';
    end if;
    if unbalanced is not null then
        raise exception 'the legs of posting % do not sum to zero', unbalanced using errcode = '23514', constraint = 'posting_balanced';
    end if;
    return null;
end $$;
create trigger posting_apply after insert on posting referencing new table as added for each statement execute function posting_apply();

-- What only a trigger of the ledger may do.
create function only_by_posting() returns trigger
    language plpgsql
as $$
begin
    if pg_trigger_depth() < 2 then
        raise exception '% of % is done by the ledger alone: insert a posting', lower(tg_op), tg_table_name
            using errcode = '23514', constraint = tg_name;
    end if;
    return null;
end $$;
create trigger entry_by_posting before insert on entry for each statement execute function only_by_posting();
create trigger chain_by_posting before insert or update on chain for each statement execute function only_by_posting();
create trigger account_balance_by_entries before update of balance, held, version on account
    for each statement execute function only_by_posting();

-- What nobody may do.
create function never() returns trigger
    language plpgsql
as $$
begin
    raise exception '% of % is never done: the ledger only grows', lower(tg_op), tg_table_name using errcode = '23514', constraint = tg_name;
end $$;
create trigger posting_is_final before update or delete or truncate on posting for each statement execute function never();
create trigger entry_is_final before update or delete or truncate on entry for each statement execute function never();
create trigger chain_stays before delete or truncate on chain for each statement execute function never();
create trigger checkpoint_is_final before update or delete or truncate on checkpoint for each statement execute function never();
create trigger account_stays before delete or truncate on account for each statement execute function never();
create trigger account_identity_is_final before update of no, id, person_id, purpose, currency, opened_at on account
    for each statement execute function never();
create trigger hold_stays before delete or truncate on hold for each statement execute function never();
create trigger hold_identity_is_final before update of id, account_no, minor, kind, placed_at, expires_at, request_hash on hold
    for each statement execute function never();

-- A new account is empty, whatever the insert says.
create function account_is_born_empty() returns trigger
    language plpgsql
as $$
begin
    if exists (select from added where balance <> 0 or held <> 0 or version <> 0) then
        raise exception 'a new account is empty' using errcode = '23514', constraint = 'account_is_born_empty';
    end if;
    return null;
end $$;
create trigger account_is_born_empty after insert on account referencing new table as added for each statement execute function account_is_born_empty();

-- Held is the sum of the open holds, kept by the database.
create function hold_placed() returns trigger
    language plpgsql security definer
    set search_path = wallet, pg_temp
    set enable_seqscan = off
as $$
begin
    if exists (select from added a join posting p on p.id = a.id) then
        raise exception 'the id belongs to a posting' using errcode = '23505', constraint = 'hold_id_once';
    end if;
    if exists (select from added where state <> 0) then
        raise exception 'a new hold is open' using errcode = '23514', constraint = 'hold_is_born_open';
    end if;
    update account a set held = a.held + t.minor
    from (select account_no, sum(minor)::bigint as minor from added group by account_no order by account_no) t
    where a.no = t.account_no;
    return null;
end $$;
create trigger hold_placed after insert on hold referencing new table as added for each statement execute function hold_placed();

create function hold_ended() returns trigger
    language plpgsql security definer
    set search_path = wallet, pg_temp
as $$
begin
    if exists (select from before b join after a using (id) where b.state <> 0 or a.state = 0) then
        raise exception 'a hold ends once' using errcode = '40001';
    end if;
    update account a set held = a.held - t.minor
    from (select account_no, sum(minor)::bigint as minor from after group by account_no order by account_no) t
    where a.no = t.account_no;
    return null;
end $$;
create trigger hold_ended after update on hold referencing old table as before new table as after for each statement execute function hold_ended();

-- The last entry of an account recorded up to a moment; 0 when there is none. Halves the account's life: some twenty looks at any length.
create function version_at(account bigint, moment timestamptz) returns bigint
    language plpgsql stable
as $$
declare
    low bigint := 0;
    high bigint := (select a.version from account a where a.no = account);
    middle bigint;
begin
    while low < high loop
        middle := (low + high + 1) / 2;
        if (select e.recorded_at from entry e where e.account_no = account and e.version = middle) <= moment then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end $$;

revoke insert, update, delete on account, posting, entry, chain, hold, checkpoint from denga_wallet;
grant insert (id, person_id, purpose, currency, floor, opened_at), update (floor, closed_at) on account to denga_wallet;
grant insert on posting to denga_wallet;
grant insert (id, account_no, minor, kind, placed_at, expires_at, request_hash), update (state, captured_minor, ended_at) on hold to denga_wallet;
grant insert on checkpoint to denga_wallet;
-- To lock a head, not to change it: chain_by_posting refuses that.
grant update (id) on chain to denga_wallet;
