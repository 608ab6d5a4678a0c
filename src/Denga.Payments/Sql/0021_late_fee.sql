-- Some providers tell what they keep of a charge only after it has been credited. It is posted then, once, under an id of its own; the charge's own posting
-- stays what it was.
alter table charge
    add late_fee bigint constraint charge_late_fee_positive check (late_fee > 0),
    add fee_posting_id uuid constraint charge_fee_posted_once unique,
    add fee_posted_at timestamptz,
    add constraint charge_late_fee_has_posting check ((late_fee is null) = (fee_posting_id is null));
