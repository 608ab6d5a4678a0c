-- A refund of more than one charge brought is done in parts, one of each charge: the first has the operation's id, and the others name it.
alter table refund add part_of uuid references refund;
create index refund_parts on refund (part_of) where part_of is not null;
