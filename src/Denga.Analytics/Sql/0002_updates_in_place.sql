-- Room on the page for the next version of a row that changes with every entry.
alter table day_total set (fillfactor = 80);
