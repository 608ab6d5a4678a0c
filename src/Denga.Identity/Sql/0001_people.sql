-- People, the messengers by which they come, and the tokens with which they sign in.

create table person (
    id uuid primary key,
    language text not null constraint person_language_known check (language in ('ru', 'en')),
    time_zone text not null,
    -- While the zone was not chosen, it follows the language.
    zone_chosen boolean not null default false,
    registered_at timestamptz not null,
    -- Grows with every change, so that a copy kept in memory is never replaced by an older one.
    version int not null default 1
);

-- One person per identity of a messenger: of two first messages at once, the key lets one register and makes the other find him.
create table identity (
    channel text not null constraint identity_channel_length check (length(channel) between 1 and 20),
    external_id text not null constraint identity_external_id_length check (length(external_id) between 1 and 100),
    person_id uuid not null constraint identity_person references person (id),
    constraint identity_once primary key (channel, external_id)
);

-- Only the SHA-256 of a token is kept: who reads the table can sign in as nobody. A fast hash is enough, because a token has 256 random bits.
create table token (
    hash bytea constraint token_once primary key constraint token_hash_size check (length(hash) = 32),
    person_id uuid not null constraint token_person references person (id),
    expires_at timestamptz not null
);

-- By expiry, because the job that forgets old tokens asks for nothing else; a b-tree, because it asks for a range.
create index token_expires_at on token (expires_at);
