-- Which subjects are watched by events is said by whoever writes the message, not by the words of the subject: a dialog declares it, and neither
-- statement nor index knows any. Only watched subjects are looked for without a conversation, so only they are indexed; all others cost nothing.
-- Messages from before have false without being written anew; of the previous build, which may run beside this one, new ones have null, and are found.
alter table message add column is_watched boolean default false;
alter table message alter column is_watched drop default;
update message set is_watched = true where subject like 'transfer %';
create index message_of_watched_subject on message (subject) where subject is not null and is_watched is not false;
drop index message_of_transfer;
