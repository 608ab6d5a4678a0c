-- The steps of a transfer find the message that shows it. Only these subjects are looked for without a conversation, so only they are indexed.
create index message_of_transfer on message (subject) where subject like 'transfer %';
