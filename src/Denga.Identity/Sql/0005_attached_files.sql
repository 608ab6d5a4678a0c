-- Receipts and other documents go along with letters. The build before this one writes letters without files.
alter table letter add column files text[] not null default '{}';
