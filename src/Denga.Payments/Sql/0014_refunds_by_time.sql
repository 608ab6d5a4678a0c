-- Operators see everybody's refunds, the newest first, a page at a time: without an order by time each page would sort all that there ever were.

create index refund_by_time on refund (asked_at, id);
