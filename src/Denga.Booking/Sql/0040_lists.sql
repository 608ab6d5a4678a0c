-- Indexes for lists as they are asked for now: with the conditions that were given and no others (decision 0092).

-- A search by type (or by none) shows the most popular objects first and ends the order with the newest id. The indexes ended with the oldest one, so that all
-- that was found had to be sorted before ten of it could be shown; in this order it stops at the tenth. Partial: only active objects are found by guests.
drop index object_found;
create index object_found on object (popularity desc, id desc) where state = 'Active';
drop index object_found_by_type;
create index object_found_by_type on object (type, popularity desc, id desc) where state = 'Active';

-- By start and by status bookings have had indexes from the beginning: booking_arrives for who comes on a day, booking_open for what waits for somebody. The
-- latter is partial, because what is over is the most and is looked for by day or by person; a list by status names it in its text, so that it is used.
