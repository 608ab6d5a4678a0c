-- The name a messenger shows with an @, as it was last heard: money can be sent to it. Names change hands in Telegram, so it is renewed with the
-- messages and is no key.
alter table identity add column username text constraint identity_username_length check (length(username) between 1 and 100);
-- A payee is found by his name in any case of letters.
create index identity_by_username on identity (lower(username)) where username is not null;
