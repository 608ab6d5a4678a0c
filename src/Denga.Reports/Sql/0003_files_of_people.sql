-- Whose a file is: so that he sees what lies here of him, and it goes with him.

-- Files from before have no owner where none can be told; they go by their age.
alter table file add column person_id uuid;
update file f set person_id = r.person_id from report r where r.picture = f.key;
update file f set person_id = d.person_id from document d where d.file = f.key;
update file f set person_id = d.person_id from document_request d where d.file = f.key;
-- The files of one person, the newest first, hence a b-tree.
create index file_person on file (person_id, created_at);

-- Whoever was erased. What is kept of him here is deleted by these rows, also what was still being built then; so a row stays for as long as that
-- may take.
create table erased_person (
    person_id uuid constraint erased_person_once primary key,
    erased_at timestamptz not null
);
-- Requests are looked for by person when he is erased or merged.
create index document_request_person on document_request (person_id);
