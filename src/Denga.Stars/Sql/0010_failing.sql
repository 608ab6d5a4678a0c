-- That an order is to fail is written down before its money is given back. Without it a process that died in between left an order that looked as if it were
-- still to be bought, with nothing held for it any more.
alter table star_order add failing text;
