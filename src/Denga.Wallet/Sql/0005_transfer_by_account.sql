-- Whether the payee was named by an account and not as a person: then the account is the contact that he becomes. Until now that was read from the text
-- that people see. A constant default rewrites no row.
alter table transfer add column by_account boolean not null default false;
