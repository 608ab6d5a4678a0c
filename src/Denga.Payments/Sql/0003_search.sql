-- An operator finds an invoice by whatever somebody has in his hands: the reference of what it is for, or what a provider calls a payment or a charge. Rare
-- questions, but over everything there ever was.
create index invoice_of_reference on invoice (reference) where reference is not null;
create index payment_by_provider_id on payment (provider_id) where provider_id is not null;
create index charge_by_id on charge (id);
