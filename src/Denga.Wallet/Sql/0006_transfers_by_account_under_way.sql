-- Transfers whose end may not have been told yet get what the column before says of new ones; of older ones nobody asks any more. In a migration of its
-- own, so that rows are locked and not the table.
update transfer set by_account = true where payee_name like 'acc\_%' and not own and requested_at > now() - interval '7 days';
