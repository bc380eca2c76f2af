-- Up Migration

-- The rules for keys stand in the first migration.

-- Whether an entry of the log names the seal by its hash. The others were made for members who joined during the
-- epoch, and may be replaced.
alter table account_seals add column named boolean not null default true;

-- For look-ups only, like account_members: what the log says about links by which people join.
create table account_invites (
  account_id bytea not null references accounts,
  invite_id bytea not null,
  expires_at_ms bigint not null,
  -- Null while it has not ended; expiry is no end of this kind.
  ended text check (ended in ('used', 'revoked', 'voided')),
  -- Who joined by it.
  user_id bytea,
  primary key (account_id, invite_id)
);

-- The newest one of each member; none of those who are no members.
create table head_statements (
  account_id bytea not null references accounts,
  user_id bytea not null,
  head_sequence bigint not null,
  time_ms bigint not null,
  message bytea not null,
  signature bytea not null,
  primary key (account_id, user_id)
);

-- Under which epoch the stored seal of a batch's key is: the manifest's (bytes 106 to 109 of it), until a deep rotation
-- puts another seal in its place.
alter table batches add column seal_epoch bigint;
update batches set seal_epoch = (get_byte(manifest, 106)::bigint << 24) + (get_byte(manifest, 107) << 16)
  + (get_byte(manifest, 108) << 8) + get_byte(manifest, 109);
alter table batches alter column seal_epoch set not null;
alter table batches add column resealed boolean not null default false;
create index batches_by_seal on batches (account_id, seal_epoch, sequence);

-- Down Migration

drop index batches_by_seal;
alter table batches drop column resealed, drop column seal_epoch;
drop table head_statements, account_invites;
alter table account_seals drop column named;
