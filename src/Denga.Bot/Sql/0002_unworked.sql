-- What is still to be worked stands in a table of its own and is deleted when it is worked; what stays of an update is that it came. Nobody's
-- words are kept longer than they are needed, and a worked update does not write its row and index entries a second time.
create table unworked (
    seq bigint generated always as identity primary key,
    channel text not null,
    update_id text not null,
    body json not null,
    trace text
);
insert into unworked (channel, update_id, body, trace)
    select channel, update_id, body, trace from incoming where not handled order by seq;
drop index incoming_unhandled;
alter table incoming drop column handled, drop column body, drop column conversation, drop column seq;
-- Where people choose the ids of their messages, a repeat with other words is told from a mere repeat.
alter table incoming add column content_hash bytea;

-- A turn changes the row of its conversation: without an indexed column among what changes, it touches no index.
drop index conversation_of_person;
create index conversation_of_person on conversation (person_id);
alter table conversation set (fillfactor = 70);

-- Messages are written in the transaction that changes their conversation's row, which is never deleted: asking for it again is of no use.
alter table message drop constraint message_conversation_id_fkey;
alter table message drop constraint message_notice_once;
create unique index message_notice_once on message (notice_id) where notice_id is not null;
