-- By the subject, because an event knows nothing else of the message that shows it; partial, because almost no message is watched. In a migration of its
-- own: writers wait while it reads the table, and nobody else.
create index if not exists message_of_watched_subject on message (subject) where subject is not null and is_watched is not false;
