-- Stars that people paid to the bot, by Telegram's own id of the charge: kept before anything else is done about them, and for good, because only with
-- the payer's number can they ever be given back.
create table star_payment (
    charge text primary key,
    payload text not null,
    payer bigint not null,
    stars bigint not null constraint star_payment_positive check (stars > 0),
    paid_at timestamptz not null,
    kept_at timestamptz not null
);
