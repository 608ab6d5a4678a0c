-- The same word typed on two keyboards may be two strings: й as one character, or as и with a breve over it. What is kept is composed (NFC) from now
-- on, so that it is found; here is what was kept before. Composing may lengthen a text of rare scripts: one that would pass the limit stays.
update expense set note = normalize(note, nfc)
    where note is not nfc normalized and length(normalize(note, nfc)) <= 500;
update expense set note_search = normalize(note_search, nfc) where note_search is not nfc normalized;
update expense set account = normalize(account, nfc) where account is not nfc normalized;
update expense set tags = array(select normalize(t, nfc) from unnest(tags) with ordinality u (t, n) order by n)
    where array_to_string(tags, ' ') is not nfc normalized;
update category set name = normalize(name, nfc)
    where name is not nfc normalized and length(normalize(name, nfc)) <= 40;
-- A word counted in both ways was corrected as often as both together; more than that is not known.
delete from learned_word l using learned_word o
    where l.person_id = o.person_id and l.word is not nfc normalized and o.word = normalize(l.word, nfc);
update learned_word l set word = normalize(word, nfc)
    where word is not nfc normalized
        and not exists (select from learned_word o where o.person_id = l.person_id and o.word <> l.word and normalize(o.word, nfc) = normalize(l.word, nfc));
