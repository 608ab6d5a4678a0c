-- An operator says that what a payment is marked for is settled. Facts come again and again: what was settled must not be marked anew by the same fact, and
-- a new one must.
alter table payment
    -- What exactly the mark is about; null for marks of before.
    add trouble_about text,
    add settled text[] not null default '{}';
