-- Which subjects are watched by events is said by whoever writes the message, not by the words of the subject: a dialog declares it, and neither
-- statement nor index knows any. Only watched subjects are looked for without a conversation, so only they are indexed; all others cost nothing.
-- Messages from before have false without being written anew; of the previous build, which may run beside this one, new ones have null, and are found.
-- The table is locked for a moment only: what takes long is in the next two. This did it all at once before, and kept people waiting:
-- stands for ae21ef51e77e5252eac215e4ac6d7eae1e1ca69528be36eca90fcd9781315f11
alter table message add column is_watched boolean default false;
alter table message alter column is_watched drop default;
drop index message_of_transfer;
