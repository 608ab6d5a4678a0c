-- Sending a message changes its row: with no index on what changes then, its index entries are not written a second time.
-- What is still to be sent stands in a table of its own; a message is found by its conversation and id, which is also how a conversation is read.
create table unsent (
    id bigint primary key,
    conversation_id uuid not null
);
insert into unsent (id, conversation_id)
    select id, conversation_id from message where from_bot and sent_revision < revision and failed is null;
drop index message_unsent;

-- A person's own message has the id that the person's side chose, and keeps it.
alter table message add column own_id text;
update message set own_id = external_id, external_id = null where not from_bot;
drop index message_external;
create unique index message_own on message (conversation_id, own_id) where own_id is not null;

drop index message_of_conversation;
alter table message drop constraint message_pkey;
alter table message add primary key (conversation_id, id);
alter table message set (fillfactor = 85);
