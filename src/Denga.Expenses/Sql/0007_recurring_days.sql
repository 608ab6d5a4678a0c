-- The day that was meant, beside the first one that came of it: "on the 31st" told in November begins on the 30th and is the 31st in December.
-- A monthly entry without a day comes on the last one. Entries that were made before, or by the previous release, have no on_days and go on from
-- their first day. failed_at: the person was told that it cannot be recorded, which is told once.
alter table recurring
    add column on_days json,
    add column failed_at timestamptz;
