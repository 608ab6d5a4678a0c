-- What a transfer left on the payer's account: told with it at any later time, when the account holds something else.
alter table transfer add column left_minor bigint;

update transfer t set left_minor = e.balance_after
from posting p
cross join unnest(p.account_nos, p.versions) as l (account_no, version)
join entry e on e.account_no = l.account_no and e.version = l.version
join account a on a.no = l.account_no
where t.state = 2 and p.id = t.id and a.id = t.from_id;
