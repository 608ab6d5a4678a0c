-- Whose book is not there any more, and where it went: to the person who was kept when two were joined (kept_id), or nowhere, when the person was
-- erased (null). Without it, whoever had asked for the person a moment earlier would open a new book under the old id, which nobody reads; with it,
-- what was accepted while two people were joined goes to the one who was kept.
create table former_person (
    person_id uuid primary key,
    kept_id uuid,
    constraint former_person_not_his_own check (kept_id <> person_id)
);
-- Keys of writes stay good after a link: a repeat is looked for under all ids that the person has had.
create index former_person_of_kept on former_person (kept_id) where kept_id is not null;
