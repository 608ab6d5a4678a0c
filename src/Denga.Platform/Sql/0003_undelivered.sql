-- What is still to be delivered stands in a table of its own: an event is written once and never changed, and marking it as delivered deletes a
-- row of twelve bytes instead of writing the event, and its entries in every index, a second time.
create table undelivered (
    seq bigint primary key,
    sends int not null default 1
);
insert into undelivered (seq, sends) select seq, sends from outbox where not delivered;
drop index outbox_undelivered;
alter table outbox drop column delivered;
alter table outbox drop column sends;
