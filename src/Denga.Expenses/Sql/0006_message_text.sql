-- What a message said when it was read, and when it was written: an edit is compared with it, so that one that changes nothing does nothing, and a
-- real one changes only what differs. Beside the answer of the same operation, because it is written, moved and erased together with it.
alter table operation add column message_text text, add column written_at timestamptz;

-- The Idempotency-Key of which the id was made, with the person's id: after a link the same key gives another id, and is found all the same.
alter table operation add column caller_key text;
