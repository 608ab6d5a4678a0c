-- Deliveries that were refused (unsigned, stale), so that an operator sees who tries what, or that a provider's secret has changed. Never worked; only the
-- newest thousand of a provider are kept, and of a body its beginning.
create table webhook_refused (
    id uuid primary key,
    provider text not null,
    reason text not null,
    address text,
    body bytea not null,
    bytes int not null,
    refused_at timestamptz not null
);
-- The newest of a provider, to be shown, and to find those that go.
create index webhook_refused_of_provider on webhook_refused (provider, refused_at);
