-- Workbooks and PDFs: who asked for which, and what was built, so that unchanged entries are not put into the same document twice.

-- A request is worked until the person has the document or knows that there is none; done_at is set then. A process that works it says until when
-- nobody else should (worked_until): when it dies, another goes on after that.
create table document_request (
    id uuid primary key,
    person_id uuid not null,
    -- Where the person asked; without one he asks himself how it stands.
    conversation_id uuid,
    period_from date not null,
    period_to date not null,
    format text not null,
    language text not null,
    trace text,
    asked_at timestamptz not null,
    state text not null default 'waiting',
    percent int not null default 0,
    file text,
    entries int,
    error text,
    attempts int not null default 0,
    worked_until timestamptz not null default '-infinity',
    done_at timestamptz
);
-- Only what is still to be done is looked for, the oldest first: it must not grow with the history.
create index document_request_open on document_request (asked_at) where done_at is null;

-- A document holds for one version of the book, as a report does.
create table document (
    person_id uuid not null,
    period_from date not null,
    period_to date not null,
    format text not null,
    language text not null,
    version bigint not null,
    currency text not null,
    month_start_day int not null,
    file text not null,
    entries int not null,
    built_at timestamptz not null,
    constraint document_once primary key (person_id, period_from, period_to, format, language, version, currency, month_start_day)
);
-- By the time of building, for the job that forgets old ones: it asks for a range, hence a b-tree.
create index document_built_at on document (built_at);
