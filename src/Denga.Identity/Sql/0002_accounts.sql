-- How people sign in besides a messenger: e-mail with a password, sessions, a second factor, codes; and what guards all of it. Secrets are kept as
-- hashes, or sealed with a key that is not in the database.

alter table person
    add column role smallint not null default 0 constraint person_role check (role between 0 and 2),
    -- Who was absorbed by linking answers as the person who was kept.
    add column merged_into uuid constraint person_merged_into references person (id),
    add column erased_at timestamptz,
    add constraint person_not_merged_into_himself check (merged_into <> id);

-- Lists of people go by id, the newest first, which the primary key gives. Administrators are few among many, so that they get a small index.
create index person_by_role on person (role) where role > 0;

-- Merging, export and erasure ask by person.
create index identity_of_person on identity (person_id);
create index token_of_person on token (person_id);

-- One address a person, one person an address. address_key is the address folded to lower case: what counts as the same one.
create table email_account (
    person_id uuid constraint email_account_once_per_person primary key constraint email_account_person references person (id),
    address text not null constraint email_account_address_length check (length(address) between 3 and 254),
    address_key text not null constraint email_account_address_once unique,
    password_hash text not null,
    confirmed_at timestamptz not null,
    password_changed_at timestamptz not null
);
-- Operators look for the beginning of an address; the locale's own order would not serve "like".
create index email_account_by_beginning on email_account (address_key text_pattern_ops);

-- A session is a browser's (found by the hash of its cookie) or a program's (a family of refresh tokens).
create table session (
    id uuid primary key,
    person_id uuid not null constraint session_person references person (id),
    cookie_hash bytea constraint session_cookie_once unique constraint session_cookie_hash_size check (length(cookie_hash) = 32),
    address text not null,
    agent text,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    ended_by text
);
-- The list of a person's open sessions, and ending them all.
create index session_open on session (person_id) where ended_at is null;
-- The job that forgets old sessions asks for a range of time; a b-tree.
create index session_expires_at on session (expires_at);

-- A used token stays until its session is forgotten, so that its second use is noticed.
create table refresh_token (
    hash bytea constraint refresh_token_once primary key constraint refresh_token_hash_size check (length(hash) = 32),
    session_id uuid not null constraint refresh_token_session references session (id) on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz
);
-- Deleting a session finds its tokens.
create index refresh_token_of_session on refresh_token (session_id);

-- The newest key signs, all of them verify. private_key is sealed.
create table signing_key (
    kid text primary key,
    private_key bytea not null,
    public_key bytea not null,
    created_at timestamptz not null
);

-- secret is sealed. Until confirmed_at it guards nothing. last_step is the newest time step a code of which was taken: no code counts twice.
create table authenticator (
    person_id uuid primary key constraint authenticator_person references person (id),
    secret bytea not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0
);
create table recovery_code (
    person_id uuid not null constraint recovery_code_person references person (id),
    hash bytea not null constraint recovery_code_hash_size check (length(hash) = 32),
    primary key (person_id, hash)
);

-- Codes that were sent or shown. code_hash is keyed, because six digits are soon tried; null is a code that nobody has, for an address that is not
-- registered. details is what is done when the code comes.
create table one_time_code (
    id uuid primary key,
    purpose text not null,
    person_id uuid constraint one_time_code_person references person (id),
    code_hash bytea constraint one_time_code_hash_size check (length(code_hash) = 32),
    details json,
    tries_left smallint not null constraint one_time_code_tries check (tries_left >= 0),
    expires_at timestamptz not null
);
-- A code that is typed without its id (a link code) is found by its hash. Not unique: six digits meet.
create index one_time_code_by_hash on one_time_code (code_hash) where code_hash is not null;
create index one_time_code_of_person on one_time_code (person_id) where person_id is not null;
create index one_time_code_expires_at on one_time_code (expires_at);

-- What Telegram signed is good once.
create table used_sign_in (
    hash bytea primary key constraint used_sign_in_hash_size check (length(hash) = 32),
    expires_at timestamptz not null
);

-- Limits on attempts. The keys are keyed hashes of addresses and people: nothing to read here. free_at is when the bucket is full again.
create table throttle (
    key bytea primary key,
    free_at timestamptz not null
);
create table lockout (
    key bytea primary key,
    failures int not null,
    failed_at timestamptz not null,
    locked_until timestamptz
);

-- E-mails on their way; one that was sent is deleted. The text is sealed, because it holds a code.
create table letter (
    id uuid primary key,
    address text not null,
    subject text not null,
    text bytea not null,
    written_at timestamptz not null,
    next_attempt_at timestamptz not null,
    attempts int not null default 0
);
create index letter_next_attempt_at on letter (next_attempt_at);
