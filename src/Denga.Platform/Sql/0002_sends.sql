-- How often an event was sent: an operator may send it again while its first delivery is still under way, and the end of the first must
-- not count for the second.
alter table outbox add column sends int not null default 1;
