-- What somebody must answer for: who did what to what, when, from where, why, and what it was before and after. Written in the transaction of the
-- effect. Rows are only added: the module's role may do nothing else, and nobody may change or take away one.
create table audit (
    id uuid primary key,
    at timestamptz not null,
    actor text not null constraint audit_actor_known check (actor in ('person', 'operator', 'system')),
    person_id uuid,
    action text not null,
    subject text not null,
    address text,
    session_id uuid,
    reason text,
    before jsonb,
    after jsonb,
    trace text,
    constraint audit_has_its_person check ((actor = 'system') = (person_id is null))
);
create index audit_of_subject on audit (subject, id);
create index audit_of_person on audit (person_id, id) where person_id is not null;

create function audit_only_grows() returns trigger
    language plpgsql
as $$
begin
    raise exception '% of audit is never done: it only grows', lower(tg_op) using errcode = '23514', constraint = 'audit_only_grows';
end $$;
create trigger audit_only_grows before update or delete or truncate on audit for each statement execute function audit_only_grows();
do $$ begin
    execute format('revoke update, delete on audit from %I', 'denga_' || current_schema());
end $$;
