-- Up Migration

-- The rules for keys stand in the first migration.

-- How many access records of a worker are here of an account, and their bytes; whoever delivers locks its row.
create table access_chains (
  account_id bytea not null references accounts,
  worker_id bytea not null,
  records bigint not null default 0,
  bytes bigint not null default 0,
  primary key (account_id, worker_id)
);

-- What workers have read, sealed to the account. Kept for good: it is for the time after a grant, too.
create table access_records (
  account_id bytea not null,
  worker_id bytea not null,
  index bigint not null,
  record bytea not null,
  primary key (account_id, worker_id, index),
  foreign key (account_id, worker_id) references access_chains
);

-- How far workers say that they are; for people to see, and for nothing else.
create table work_runs (
  account_id bytea not null,
  worker_id bytea not null,
  run bytea not null,
  grant_sequence bigint not null,
  analyser text not null,
  version text not null,
  total bigint not null,
  done bigint not null,
  failed bigint not null,
  state text not null check (state in ('running', 'paused', 'done', 'ended')),
  why text,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, worker_id, run),
  foreign key (account_id, grant_sequence) references account_grants
);
create index work_runs_newest on work_runs (account_id, updated_at);

-- How often any of it has changed. Apart from accounts, whose rows those lock who write to them.
create table work_changes (
  account_id bytea primary key references accounts,
  changes bigint not null
);

-- Down Migration

drop table work_changes, work_runs, access_records, access_chains;
