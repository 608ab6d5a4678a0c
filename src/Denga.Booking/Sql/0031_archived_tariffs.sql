-- An archived tariff prices nothing new: an object that has one shows no price, and is not found by one, until it gets another tariff.

create or replace function object_from_tariff() returns trigger
    language plpgsql set search_path from current
as $$
begin
    new.from_minor := (
        select least_minor from tariff where id = new.tariff_id and currency = new.currency and sold_by = new.sold_by and not archived
    );
    return new;
end $$;

update object set tariff_id = tariff_id where tariff_id in (select id from tariff where archived);
