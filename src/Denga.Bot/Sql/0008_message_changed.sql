-- An open page goes on where its stream of events was cut: it names the last number that it has. A message's number is its id, and after a change
-- the next of the same sequence: so the numbers of a conversation grow in the order of its commits, and rows from before need none.
alter table message add column changed bigint;

-- What changed after a number is few of many messages; those that never changed are not in it.
create index message_changed on message (conversation_id, changed) where changed is not null;
