-- Whose payment it was, so that the payer's number in Telegram can go when he is erased, also after he took Telegram off his account. The payment itself
-- stays: it is money. The previous build writes no person; erasure finds those by the number.
alter table star_payment alter column payer drop not null;
alter table star_payment add column person_id uuid;
update star_payment p set person_id = c.person_id from conversation c where c.channel = 'telegram' and c.external_id = p.payer::text;
create index star_payment_of_person on star_payment (person_id);
create index star_payment_of_payer on star_payment (payer);
