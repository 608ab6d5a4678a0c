-- Whoever keeps a copy of a book knows by its version whether the copy still holds. Sums change together with the version in one place; what
-- else the rules read changes in several, and no place may forget it.
create function book_changed() returns trigger
    -- Also for an administrator, whose own path is another one.
    language plpgsql set search_path from current as $$
begin
    update book set version = version + 1 where person_id in (
        case when tg_op <> 'INSERT' then old.person_id end,
        case when tg_op <> 'DELETE' then new.person_id end
    );
    return null;
end $$;
create trigger budget_limit_changes_book after insert or update or delete on budget_limit for each row execute function book_changed();
create trigger limit_alert_changes_book after insert or update or delete on limit_alert for each row execute function book_changed();
create trigger learned_word_changes_book after insert or update or delete on learned_word for each row execute function book_changed();
create trigger category_changes_book after insert or update or delete on category for each row execute function book_changed();
