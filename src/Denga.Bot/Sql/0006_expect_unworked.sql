-- A commit whose acknowledgement was lost is a commit: the turn runs again, and the database itself must refuse to write its answers twice.
create function expect_unworked(deleted bigint, wanted int) returns void
    language plpgsql as $$
begin
    if deleted <> wanted then
        raise exception 'an update was worked before' using errcode = 'DN002';
    end if;
end $$;
