-- Messages from before that show a transfer are watched as those of today. In a migration of its own: rows are locked, and not the table.
update message set is_watched = true where subject like 'transfer %' and is_watched is false;
