-- A period that is not over is compared with the same days of the one before, so its report is another one every day, also while nobody adds an
-- entry. Infinity: compared as a whole, as all reports were until now.
alter table report add column compared_until date not null default 'infinity';
alter table report drop constraint report_once;
alter table report add constraint report_once
    primary key (person_id, period_from, period_to, language, dark, version, currency, month_start_day, compared_until);
