-- A notice is an event, a person and a channel: two people may be told of one event, and one of them by messenger and by e-mail. Sending is work like
-- any other (table work); here stays what became of it. The build before this one may still run beside: its rows are of the messenger, and an infinite
-- next_at keeps it from what is in the other table. Its columns body, attempts and next_at go with a later migration.
alter table delivery drop constraint delivery_notice, drop constraint delivery_once;
alter table notice
    add column channel text not null default 'messenger',
    -- The operation under which the channel sends it: however often it is asked, the person reads it once.
    add column id uuid,
    alter column body drop not null,
    drop constraint notice_once,
    add constraint notice_once primary key (event_id, person_id, channel),
    add constraint notice_id_once unique (id);
alter table delivery
    -- Null in rows of the build before this one, written after this.
    add column person_id uuid,
    add column channel text;
update delivery d set person_id = n.person_id, channel = n.channel from notice n where n.event_id = d.event_id;
alter table delivery
    add constraint delivery_once unique nulls not distinct (event_id, person_id, channel, attempt),
    add constraint delivery_notice foreign key (event_id, person_id, channel) references notice (event_id, person_id, channel)
        on delete cascade on update cascade;

-- Also called from time to time, for what the build before left when it stopped. It sent under the id of the event.
create function notices_as_work() returns void language sql as $$
    insert into work (kind, key, order_key, body, added_at, next_at)
    select 'notifications.notice', event_id::text, person_id || ' ' || channel,
        json_build_object('id', event_id, 'event', event_id, 'person', person_id, 'channel', channel, 'type', type, 'happened', body),
        created_at, next_at
    from notice where state = 'pending' and isfinite(next_at) order by notice.event_id
    on conflict on constraint work_once do nothing;
    update notice set id = event_id, next_at = 'infinity' where state = 'pending' and isfinite(next_at);
$$;
select notices_as_work();
