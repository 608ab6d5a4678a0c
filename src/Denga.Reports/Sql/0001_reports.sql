-- Reports as they were answered, and the files that people were given.

-- A report holds for one version of the book, so that it can never be older than the data. Currency and first day of the month are settings, which
-- may change without a change of entries; they are part of the key too.
create table report (
    person_id uuid not null,
    period_from date not null,
    period_to date not null,
    language text not null,
    dark boolean not null,
    version bigint not null,
    currency text not null,
    month_start_day int not null,
    answer json not null,
    picture text not null,
    built_at timestamptz not null,
    constraint report_once primary key (person_id, period_from, period_to, language, dark, version, currency, month_start_day)
);

-- By the time of building, for the job that forgets old ones: it asks for a range, hence a b-tree.
create index report_built_at on report (built_at);

-- Pictures and exports; they are deleted after some days, because the bot has sent them long ago and the cabinet asks for new ones.
create table file (
    key text constraint file_once primary key,
    created_at timestamptz not null
);
create index file_created_at on file (created_at);
