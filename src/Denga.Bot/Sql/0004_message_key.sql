-- Every question names the conversation, so one index does for both: a message, and its mark as sent, write an entry less each.
alter table message drop constraint message_pkey;
drop index message_of_conversation;
alter table message add constraint message_of_conversation primary key (conversation_id, id);
