-- A turn's writes and their commit travel together, so the database itself must refuse them when a conversation was changed meanwhile.
create function expect_conversations(kept bigint, wanted int) returns void
    language plpgsql as $$
begin
    if kept <> wanted then
        raise exception 'a conversation was changed meanwhile' using errcode = 'DN001';
    end if;
end $$;
