-- The bot keeps what must survive a restart: whom it talks to and where each conversation stands, what came in, and what must go out.

-- version guards the state: two processes that work one conversation cannot overwrite each other.
create table conversation (
    id uuid primary key,
    channel text not null,
    external_id text not null,
    person_id uuid not null,
    state json not null default '{}',
    version bigint not null default 0,
    blocked_at timestamptz,
    spoke_at timestamptz not null,
    constraint conversation_once_per_channel unique (channel, external_id)
);
-- A notice goes to the conversation where the person last spoke.
create index conversation_of_person on conversation (person_id, spoke_at desc);

-- Every update is stored before it is worked; the unique key makes a repeated delivery harmless.
create table incoming (
    seq bigint generated always as identity primary key,
    channel text not null,
    update_id text not null,
    conversation text not null,
    body json not null,
    trace text,
    at timestamptz not null,
    handled boolean not null default false,
    constraint incoming_once unique (channel, update_id)
);
-- Holds only what is still to be worked: read at the start, so it must not grow with the history.
create index incoming_unhandled on incoming (seq) where not handled;
-- Handled updates are deleted by age.
create index incoming_by_age on incoming using brin (at);

-- A message as it should be (revision) and as the person last got it (sent_revision); they differ while it is to be sent or edited.
create table message (
    id bigint generated always as identity primary key,
    conversation_id uuid not null references conversation (id),
    from_bot boolean not null,
    text text not null,
    buttons json,
    picture text,
    file text,
    subject text,
    at timestamptz not null,
    revision int not null default 1,
    sent_revision int not null default 0,
    sent_picture boolean not null default false,
    external_id text,
    failed text,
    notice_id uuid,
    trace text,
    constraint message_notice_once unique (notice_id)
);
-- A conversation is read from its end.
create index message_of_conversation on message (conversation_id, id);
-- A pressed button or a reply names the channel's id of a message.
create unique index message_external on message (conversation_id, external_id) where external_id is not null;
-- Read at the start only; holds what is still to be sent.
create index message_unsent on message (id) where from_bot and sent_revision < revision and failed is null;
