-- Building documents is work like any other (table work): leased, tried again and watched there. What a person asks about, how far his document is
-- and where it lies, stays here. The columns attempts and worked_until are of the build before this one, which may still run beside it: an infinite
-- worked_until keeps it from what is in the other table; they go with a later migration.

-- Also called from time to time, for what the build before left when it stopped.
create function documents_as_work() returns void language sql as $$
    insert into work (kind, key, order_key, body, trace, added_at, next_at)
    select 'reports.document', id::text, person_id::text, json_build_object('document', id), trace, asked_at,
        case when isfinite(worked_until) then worked_until else asked_at end
    from document_request where done_at is null and worked_until <> 'infinity' order by document_request.asked_at
    on conflict on constraint work_once do nothing;
    update document_request set worked_until = 'infinity' where done_at is null and worked_until <> 'infinity';
$$;
select documents_as_work();
