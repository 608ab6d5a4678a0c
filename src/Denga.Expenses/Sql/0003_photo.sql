-- Photos of receipts: which file belongs to which entry. A row is there before its photo belongs to anything, so that no file is forgotten; one that
-- belongs to nothing is deleted with its file a day after it came, and at once when "at" says that it is long ago.
create table photo (
    file_key text primary key,
    person_id uuid,
    expense_id uuid constraint photo_of references expense,
    at timestamptz not null
);
-- An entry has one photo; unique also finds it, and the entry's rows when they are deleted.
create unique index photo_of_expense on photo (expense_id) where expense_id is not null;
-- The job looks for what belongs to nothing, oldest first; all others are not in the index.
create index photo_loose on photo (at) where expense_id is null;
