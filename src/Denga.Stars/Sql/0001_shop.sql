-- The shop of Telegram Stars: what was promised, what was ordered and where each order stands, who brings whom, and the sandbox that plays a seller.
-- The row of an order decides: it and the reference under which its seller is asked are committed before the seller hears of it.

create table quote (
    id uuid primary key,
    person_id uuid not null,
    product text not null constraint quote_product_known check (product in ('Stars', 'Premium')),
    quantity int not null constraint quote_quantity check (quantity > 0),
    username text not null,
    recipient_name text,
    way text not null constraint quote_way_known check (way in ('Balance', 'Direct', 'Fragment')),
    seller text not null,
    currency text not null,
    price_minor bigint not null constraint quote_price_positive check (price_minor > 0),
    fee_minor bigint not null,
    discount_minor bigint not null constraint quote_discount_not_negative check (discount_minor >= 0),
    cost_currency text not null,
    cost_minor bigint not null constraint quote_cost_positive check (cost_minor > 0),
    seller_fee_minor bigint not null constraint quote_seller_fee_not_negative check (seller_fee_minor >= 0),
    -- Units of the price's currency for one of the cost's.
    rate numeric not null constraint quote_rate_positive check (rate > 0),
    rate_source text not null,
    rates_at timestamptz not null,
    -- What the cost is worth in millionths of a USDT, for the caps.
    worth_minor bigint not null,
    promo text,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
-- The job that forgets quotes nobody took.
create index quote_expires_at on quote (expires_at);

create table star_order (
    id uuid primary key,
    quote_id uuid not null constraint star_order_quote_once unique,
    request_hash bytea not null,
    person_id uuid not null,
    product text not null constraint star_order_product_known check (product in ('Stars', 'Premium')),
    quantity int not null constraint star_order_quantity check (quantity > 0),
    username text not null,
    recipient_name text,
    way text not null constraint star_order_way_known check (way in ('Balance', 'Direct', 'Fragment')),
    seller text not null,
    account_id uuid not null,
    currency text not null,
    price_minor bigint not null constraint star_order_price_positive check (price_minor > 0),
    discount_minor bigint not null,
    -- What was missing on the balance, of which the invoice is.
    due_minor bigint constraint star_order_due_positive check (due_minor > 0),
    invoice_id uuid,
    cost_currency text not null,
    -- What the seller asked when it was quoted, and what he asks now that it is placed with him.
    quoted_minor bigint not null,
    cost_minor bigint not null constraint star_order_cost_positive check (cost_minor > 0),
    seller_fee_minor bigint not null constraint star_order_seller_fee_not_negative check (seller_fee_minor >= 0),
    rate numeric not null constraint star_order_rate_positive check (rate > 0),
    rate_source text not null,
    rates_at timestamptz not null,
    worth_minor bigint not null,
    promo text,
    state text not null constraint star_order_state_known
        check (state in ('Created', 'Held', 'Purchasing', 'Delivered', 'Failed', 'Unknown', 'Cancelled')),
    -- What the seller calls it, once it is placed with him.
    seller_order text,
    pay_link text,
    -- Set before the seller is told to buy: what nobody can tell afterwards is asked about.
    buying_at timestamptz,
    reason text,
    dispute text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    held_at timestamptz,
    ended_at timestamptz,
    constraint star_order_ended check ((state in ('Delivered', 'Failed', 'Cancelled')) = (ended_at is not null)),
    constraint star_order_has_reason check ((state in ('Failed', 'Cancelled')) = (reason is not null)),
    constraint star_order_held check (state in ('Created', 'Cancelled') or held_at is not null),
    constraint star_order_bought_is_known check (state <> 'Delivered' or seller_order is not null)
);
-- One unpaid order a person, however fast he taps.
create unique index star_order_unpaid on star_order (person_id) where state = 'Created';
-- A person's orders, the newest first: ids are in the order of time.
create index star_order_of_person on star_order (person_id, created_at, id);
-- The operators' list.
create index star_order_created_at on star_order (created_at, id);
-- A webhook names the seller's order.
create unique index star_order_of_seller on star_order (seller, seller_order) where seller_order is not null;
-- What the caps count, and what waits for a payment outside of Denga.
create index star_order_open on star_order (seller) where state in ('Held', 'Purchasing', 'Unknown');

create table promo (
    code text primary key constraint promo_code_form check (code ~ '^[a-z0-9-]{3,20}$'),
    percent numeric not null constraint promo_percent check (percent > 0 and percent <= 50),
    uses_max int not null constraint promo_uses_max check (uses_max > 0),
    used int not null default 0 constraint promo_used_within_its_limit check (used between 0 and uses_max),
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

-- Once a person. It goes when its order comes to nothing.
create table promo_use (
    code text not null constraint promo_use_of_promo references promo (code),
    person_id uuid not null,
    order_id uuid not null constraint promo_use_of_order_once unique,
    constraint promo_use_once primary key (code, person_id)
);

create table referral_code (
    person_id uuid primary key,
    code text not null constraint referral_code_once unique
);

create table referral (
    person_id uuid primary key,
    referrer_id uuid not null,
    at timestamptz not null,
    constraint referral_of_another check (referrer_id <> person_id)
);
create index referral_of_referrer on referral (referrer_id);

-- What was credited to whoever brought the buyer, one row an order.
create table referral_bonus (
    order_id uuid primary key,
    referrer_id uuid not null,
    currency text not null,
    minor bigint not null constraint referral_bonus_positive check (minor > 0),
    at timestamptz not null
);
create index referral_bonus_of_referrer on referral_bonus (referrer_id);

-- What the sandbox "sold": the other side of our orders, as a real seller would keep it in his own house.
create table sandbox_sale (
    reference text primary key,
    id text not null constraint sandbox_sale_id_once unique,
    product text not null,
    quantity int not null,
    username text not null,
    cost_minor bigint not null,
    -- How often the money went: never more than once.
    bought int not null default 0,
    bought_at timestamptz,
    state text not null constraint sandbox_sale_state_known check (state in ('Placed', 'Underway', 'Delivered', 'Failed')),
    asked int not null default 0
);
