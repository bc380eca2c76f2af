-- Up Migration

-- The rules for keys stand in the first migration.

-- For look-ups only, like account_members: what the log says about what workers may read. No log that an earlier version
-- has kept holds any. Own index: whoever is a worker asks for its accounts by its key alone.
create table account_grants (
  account_id bytea not null references accounts,
  -- Of its entry.
  grant_sequence bigint not null,
  worker_id bytea not null,
  -- Null for a standing grant.
  job_id bytea,
  -- Whose batches; null for everybody's.
  writer_ids bytea[],
  expires_at_ms bigint not null,
  -- Revoked or replaced, or expired by the time of the log itself.
  ended boolean not null,
  -- How many rows of job_items it has.
  handed_items integer not null default 0,
  primary key (account_id, grant_sequence)
);
create index account_grants_worker on account_grants (worker_id, account_id);

-- What owners have handed over for jobs, kept until the grant is over.
create table job_parts (
  account_id bytea not null,
  grant_sequence bigint not null,
  part integer not null,
  bytes bytea not null,
  primary key (account_id, grant_sequence, part),
  foreign key (account_id, grant_sequence) references account_grants
);

-- Items whose bodies the worker may fetch for it.
create table job_items (
  account_id bytea not null,
  grant_sequence bigint not null,
  item_id bytea not null,
  batch_id bytea not null,
  part integer not null,
  primary key (account_id, grant_sequence, item_id),
  foreign key (account_id, grant_sequence, part) references job_parts
);
create index job_items_part on job_items (account_id, grant_sequence, part);

-- Workers that an owner lets ask for jobs, though nothing was granted to them yet; or lets ask for none, whatever was.
create table named_workers (
  account_id bytea not null references accounts,
  worker_id bytea not null,
  silent boolean not null default false,
  named_at timestamptz not null default now(),
  primary key (account_id, worker_id)
);
create index named_workers_age on named_workers (named_at);

-- Kept until they expire, answered or not.
create table job_requests (
  account_id bytea not null references accounts,
  worker_id bytea not null,
  job_id bytea not null,
  request bytea not null,
  expires_at_ms bigint not null,
  asked_at timestamptz not null default now(),
  ended text check (ended in ('refused', 'granted')),
  primary key (account_id, worker_id, job_id)
);
create index job_requests_worker on job_requests (worker_id);
create index job_requests_expiry on job_requests (expires_at_ms);

-- A worker that may read some sources asks for what is new of these.
create index batches_writer on batches (account_id, writer_id, sequence);

-- Whose results it writes; null for others.
alter table account_writers add column worker_id bytea;

-- Own keys, like those of other tokens and attempts: a worker belongs to no account.
create table worker_sessions (
  token_hash bytea primary key,
  worker_id bytea not null,
  expires_at timestamptz not null
);
create index worker_sessions_expiry on worker_sessions (expires_at);

create table worker_challenges (
  challenge_hash bytea primary key,
  worker_id bytea not null,
  expires_at timestamptz not null
);
create index worker_challenges_expiry on worker_challenges (expires_at);

-- Own key. What workers have said of themselves, found by the fingerprint that an owner types; one for each worker.
create table worker_identities (
  fingerprint bytea primary key,
  worker_id bytea not null,
  identity bytea not null,
  used_at timestamptz not null default now()
);
create index worker_identities_worker on worker_identities (worker_id);
create index worker_identities_use on worker_identities (used_at);

-- Down Migration

drop table job_requests, named_workers, job_items, job_parts, worker_identities, worker_challenges, worker_sessions, account_grants;
alter table account_writers drop column worker_id;
drop index batches_writer;
