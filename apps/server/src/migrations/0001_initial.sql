-- Up Migration

-- The first column of every primary, unique and foreign key is the one that a distributed PostgreSQL would spread the
-- table by: account_id for what belongs to an account, user_id for what belongs to a person. No foreign key leads from
-- one account to another, and there are no triggers. Tables with a key of their own say so.

-- Own key: the look-up from an address to a person cannot be spread by the person.
create table email_addresses (
  email text primary key,
  user_id bytea not null,
  created_at timestamptz not null default now()
);

create table users (
  user_id bytea primary key,
  created_at timestamptz not null default now()
);

create table user_log (
  user_id bytea not null references users,
  sequence bigint not null,
  entry bytea not null,
  primary key (user_id, sequence)
);

create table credentials (
  user_id bytea not null references users,
  credential_id bytea not null,
  kind text not null check (kind in ('password')),
  -- What OPAQUE's oblivious PRF key is derived from: the random id of the sign-up.
  opaque_identifier bytea not null,
  registration_record bytea not null,
  stretching text not null,
  seal bytea not null,
  anchor bytea not null,
  created_at timestamptz not null default now(),
  primary key (user_id, credential_id)
);
create unique index credentials_one_password on credentials (user_id) where kind = 'password';

create table own_states (
  user_id bytea primary key references users,
  version bigint not null,
  state bytea not null
);

-- Own keys: a token, an attempt or a challenge is looked up by itself alone. All of them are short-lived.
create table sessions (
  token_hash bytea primary key,
  user_id bytea not null,
  created_at timestamptz not null default now(),
  idle_expires_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_expiry on sessions (expires_at);

create table writer_sessions (
  token_hash bytea primary key,
  account_id bytea not null,
  writer_id bytea not null,
  expires_at timestamptz not null
);
create index writer_sessions_expiry on writer_sessions (expires_at);

create table writer_challenges (
  challenge_hash bytea primary key,
  account_id bytea not null,
  writer_id bytea not null,
  expires_at timestamptz not null
);
create index writer_challenges_expiry on writer_challenges (expires_at);

create table login_attempts (
  login_id bytea primary key,
  -- Null when there is no such person.
  user_id bytea,
  server_state bytea not null,
  expires_at timestamptz not null
);
create index login_attempts_expiry on login_attempts (expires_at);

-- The id is also what OPAQUE's oblivious PRF key is derived from: each sign-up has its own, so that answers which were
-- collected for an address earlier are of no use against the password that is chosen later.
create table sign_up_attempts (
  sign_up_id bytea primary key,
  email text not null,
  expires_at timestamptz not null
);
create index sign_up_attempts_expiry on sign_up_attempts (expires_at);

-- One row: the long-term keys of OPAQUE's server half. Whoever loses it loses every password credential.
create table server_setup (
  only_row boolean primary key default true check (only_row),
  setup text not null
);

create table rate_limits (
  key bytea primary key,
  hits bigint not null,
  window_ends_at timestamptz not null
);
create index rate_limits_expiry on rate_limits (window_ends_at);

create table accounts (
  account_id bytea primary key,
  head_sequence bigint not null,
  head_hash bytea not null,
  last_batch_sequence bigint not null default 0,
  created_at timestamptz not null default now()
);

create table account_log (
  account_id bytea not null references accounts,
  sequence bigint not null,
  hash bytea not null,
  entry bytea not null,
  primary key (account_id, sequence)
);

-- What the log says about members and writers, written in the transaction that appends the entry.
create table account_members (
  account_id bytea not null references accounts,
  user_id bytea not null,
  role text not null,
  primary key (account_id, user_id)
);

create table account_writers (
  account_id bytea not null references accounts,
  writer_id bytea not null,
  -- Whose device it is; null for programs.
  user_id bytea,
  withdrawn boolean not null,
  primary key (account_id, writer_id)
);

create table account_seals (
  account_id bytea not null references accounts,
  epoch bigint not null,
  recipient_kind text not null,
  recipient_id bytea not null,
  seal bytea not null,
  primary key (account_id, epoch, recipient_kind, recipient_id)
);

create table chain_backs (
  account_id bytea not null references accounts,
  epoch bigint not null,
  chain_back bytea not null,
  primary key (account_id, epoch)
);

-- Who delivers a batch. Rows stay when it is accepted, so that nothing can be added afterwards.
create table uploads (
  account_id bytea not null references accounts,
  batch_id bytea not null,
  principal_kind text not null check (principal_kind in ('person', 'writer')),
  principal_id bytea not null,
  staged_bytes bigint not null,
  accepted boolean not null default false,
  updated_at timestamptz not null default now(),
  primary key (account_id, batch_id)
);
create index uploads_unfinished on uploads (account_id, principal_id) where not accepted;
create index uploads_abandoned on uploads (updated_at) where not accepted;

create table batch_pages (
  account_id bytea not null,
  batch_id bytea not null,
  page integer not null,
  hash bytea not null,
  bytes bytea not null,
  primary key (account_id, batch_id, page),
  foreign key (account_id, batch_id) references uploads
);
-- Ciphertext cannot be compressed: do not try.
alter table batch_pages alter column bytes set storage external;

create table body_chunks (
  account_id bytea not null,
  batch_id bytea not null,
  item_id bytea not null,
  chunk integer not null,
  sha256 bytea not null,
  bytes bytea not null,
  primary key (account_id, batch_id, item_id, chunk),
  foreign key (account_id, batch_id) references uploads
);
alter table body_chunks alter column bytes set storage external;

create table batches (
  account_id bytea not null references accounts,
  sequence bigint not null,
  batch_id bytea not null,
  writer_id bytea not null,
  index bigint not null,
  manifest bytea not null,
  seal bytea not null,
  pages_bytes bigint not null,
  accepted_at timestamptz not null default now(),
  primary key (account_id, sequence),
  unique (account_id, batch_id),
  unique (account_id, writer_id, index),
  foreign key (account_id, writer_id) references account_writers,
  foreign key (account_id, batch_id) references uploads
);

create table items (
  account_id bytea not null,
  item_id bytea not null,
  batch_id bytea not null,
  chunk_count integer not null,
  primary key (account_id, item_id),
  foreign key (account_id, batch_id) references batches (account_id, batch_id)
);
create index items_batch on items (account_id, batch_id);

-- Down Migration

drop table items, batches, body_chunks, batch_pages, uploads, chain_backs, account_seals, account_writers,
  account_members, account_log, accounts, rate_limits, server_setup, sign_up_attempts, login_attempts,
  writer_challenges, writer_sessions, sessions, own_states, credentials, user_log, users, email_addresses;
