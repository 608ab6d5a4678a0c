-- Ids of events grow with time, so a few blocks tell where one is; a tree of them would cost every event an entry.
alter table outbox drop constraint outbox_event_once;
create index outbox_by_event on outbox using brin (id) with (pages_per_range = 8, autosummarize = on);
