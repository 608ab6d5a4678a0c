-- What an operator may do can be narrowed; where nobody has done so (and so for all before) he may do what operators may.
alter table person add column rights text[];
