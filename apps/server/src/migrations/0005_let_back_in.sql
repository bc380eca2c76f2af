-- Up Migration

-- The rules for keys stand in the first migration.

alter table accounts
  -- The entry that last changed who may do what: a request to be let back in may rest on it or on a later one.
  add column power_sequence bigint not null default 0,
  add column power_hash bytea,
  -- Grows with every change of a request, so that pages hear of it.
  add column request_changes bigint not null default 0;
update accounts set power_hash = account_id;
update accounts a set power_sequence = l.sequence, power_hash = l.hash from account_log l
where l.account_id = a.account_id and l.sequence = (
  select max(sequence) from account_log
  -- The number of an entry's kind stands behind its length and its prefix: remove, role, policy, reset, breakGlassUse.
  where account_id = a.account_id and sequence > 0 and get_byte(entry, 10) in (8, 10, 11, 15, 18)
);
alter table accounts alter column power_hash set not null;

-- Own key: whoever waits is nobody yet, and found by the address. Those of addresses that nobody has wait here as well.
create table waiting_returns (
  email text not null,
  -- What OPAQUE's oblivious PRF key is derived from: each return has its own.
  return_id bytea not null,
  -- One of those that may wait under one address; null for one that waits no more.
  slot integer check (slot between 0 and 2),
  -- Who they shall be.
  user_id bytea not null,
  user_entry bytea not null,
  registration_record bytea not null,
  stretching text not null,
  credential_id bytea not null,
  seal bytea not null,
  anchor bytea not null,
  own_state bytea not null,
  -- Whether an account has let them in: then they are a person, who comes in by this row until the address is theirs, too.
  entered boolean not null default false,
  asked_at timestamptz not null default now(),
  waits_until timestamptz not null,
  -- Then the row goes.
  expires_at timestamptz not null,
  primary key (email, return_id)
);
create unique index waiting_returns_slots on waiting_returns (email, slot) where slot is not null;
create index waiting_returns_person on waiting_returns (user_id);
create index waiting_returns_expiry on waiting_returns (expires_at);

-- Of accounts that there are and of others.
create table reset_requests (
  account_id bytea not null,
  -- The hash of the request.
  request_name bytea not null,
  email text not null,
  return_id bytea not null,
  request bytea not null,
  member_id bytea not null,
  head_sequence bigint not null,
  -- Whether there is such an account, the address is that member's, and the head is on the log: others are shown to nobody.
  fits boolean not null,
  expires_at_ms bigint not null,
  asked_at timestamptz not null default now(),
  ended text check (ended in ('refused', 'withdrawn', 'overtaken', 'granted')),
  ended_at timestamptz,
  refused_by bytea,
  -- For look-ups only: how many members vouch for it by the log.
  vouches integer not null default 0,
  -- Then the row goes.
  expires_at timestamptz not null,
  primary key (account_id, request_name),
  check ((ended is null) = (ended_at is null)),
  check (refused_by is null or ended = 'refused')
);
create index reset_requests_return on reset_requests (email, return_id);
create index reset_requests_expiry on reset_requests (expires_at);

-- Own keys, like those of other tokens and attempts.
create table return_tickets (
  ticket_hash bytea primary key,
  email text not null,
  return_id bytea not null,
  -- Of the password that was proven.
  opaque_identifier bytea not null,
  -- Of the person to come: their sessions end, and so do these.
  user_id bytea not null,
  expires_at timestamptz not null
);
create index return_tickets_person on return_tickets (user_id);
create index return_tickets_expiry on return_tickets (expires_at);

create table return_logins (
  login_id bytea primary key,
  email text not null,
  -- One for each answer; null where nobody waits.
  return_ids bytea[] not null,
  opaque_identifiers bytea[] not null,
  server_states bytea[] not null,
  expires_at timestamptz not null
);
create index return_logins_expiry on return_logins (expires_at);

-- For look-ups only: the set that each account has now. Own key: whoever has the shares of one knows its key alone. Others
-- can name the same key in an account of theirs: the one that was first counts.
create table break_glass_sets (
  break_glass_id bytea not null,
  account_id bytea not null,
  created_at timestamptz not null default now(),
  primary key (break_glass_id, account_id)
);
create index break_glass_sets_account on break_glass_sets (account_id);

-- Down Migration

drop table break_glass_sets, return_logins, return_tickets, reset_requests, waiting_returns;
alter table accounts drop column request_changes, drop column power_hash, drop column power_sequence;
