-- Up Migration

-- The rules for keys stand in the first migration.

alter table credentials drop constraint credentials_kind_check;
alter table credentials
  alter column opaque_identifier drop not null,
  alter column registration_record drop not null,
  alter column stretching drop not null,
  add column last_used_at timestamptz,
  -- Of a device: afterwards it is handed nothing any more.
  add column expires_at timestamptz,
  add constraint credentials_kind_check check (kind in ('password', 'passkey', 'kit', 'device')),
  add constraint credentials_of_password check (
    num_nonnulls(opaque_identifier, registration_record, stretching) = case kind when 'password' then 3 else 0 end
  ),
  add constraint credentials_of_device check ((expires_at is not null) = (kind = 'device'));

-- Own key: whoever comes with a recovery kit or from a device names its id alone. The signing key is the one that the
-- person's log says; it lies here for look-ups only.
create table key_credentials (
  credential_id bytea primary key,
  user_id bytea not null,
  signing_key bytea not null
);

create table passkeys (
  user_id bytea not null references users,
  passkey_id bytea not null,
  -- The authenticator's own name for it.
  webauthn_id bytea not null,
  public_key bytea not null,
  counter bigint not null,
  -- Null: it signs in and opens nothing.
  credential_id bytea,
  -- Of one that opens something, the person's log has the name.
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (user_id, passkey_id),
  foreign key (user_id, credential_id) references credentials
);

-- Own key: an authenticator says which passkey it is before it is known whose.
create table passkey_owners (
  webauthn_id bytea primary key,
  user_id bytea not null,
  passkey_id bytea not null
);

create table authenticator_apps (
  user_id bytea primary key references users,
  -- What codes are made from: whoever can read it can make them.
  secret bytea,
  since timestamptz,
  -- Thirty seconds each, counted from 1970: no code of this one or an earlier one counts any more.
  last_step bigint not null default 0,
  -- Not in force before a code of it was shown.
  pending_secret bytea,
  pending_until timestamptz,
  check ((secret is null) = (since is null)),
  check ((pending_secret is null) = (pending_until is null))
);

create table backup_codes (
  user_id bytea not null references users,
  code_hash bytea not null,
  primary key (user_id, code_hash)
);

create table password_registrations (
  user_id bytea not null references users,
  -- What OPAQUE's oblivious PRF key is derived from: each registration has its own.
  registration_id bytea not null,
  expires_at timestamptz not null,
  primary key (user_id, registration_id)
);
create index password_registrations_expiry on password_registrations (expires_at);

-- Own keys, like those of other attempts: looked up by themselves alone.
create table key_challenges (
  challenge_hash bytea primary key,
  credential_id bytea not null,
  expires_at timestamptz not null
);
create index key_challenges_expiry on key_challenges (expires_at);

create table passkey_challenges (
  challenge_hash bytea primary key,
  -- Who registers a passkey; null for signing in.
  user_id bytea,
  expires_at timestamptz not null
);
create index passkey_challenges_expiry on passkey_challenges (expires_at);
create index passkey_challenges_person on passkey_challenges (user_id);

create table second_factor_attempts (
  second_factor_id bytea primary key,
  user_id bytea not null,
  -- Of the password that was proven.
  opaque_identifier bytea not null,
  guesses_left integer not null,
  expires_at timestamptz not null
);
create index second_factor_attempts_expiry on second_factor_attempts (expires_at);
create index second_factor_attempts_person on second_factor_attempts (user_id);
create index login_attempts_person on login_attempts (user_id);
-- Which password it was begun with; null for nobody's.
alter table login_attempts add column opaque_identifier bytea;

alter table sessions
  add column session_id bytea,
  add column label text not null default '',
  add column last_seen_at timestamptz not null default now(),
  -- When the person last showed that they are there; null where a device came back by itself.
  add column authenticated_at timestamptz,
  -- Whether that was with a passkey or a recovery kit, beside which no second step is asked for.
  add column is_beyond_password boolean not null default false,
  -- The ways in that were shown in it: it can replace the anchors of these alone.
  add column credential_ids bytea[] not null default '{}';
update sessions s set authenticated_at = created_at,
  session_id = decode(replace(gen_random_uuid()::text, '-', ''), 'hex'),
  credential_ids = array(select credential_id from credentials c where c.user_id = s.user_id);
alter table sessions alter column session_id set not null;
create index sessions_person on sessions (user_id);

create index email_addresses_person on email_addresses (user_id);
create index account_members_person on account_members (user_id);

-- Down Migration

alter table login_attempts drop column opaque_identifier;
drop index account_members_person, email_addresses_person, sessions_person, login_attempts_person;
alter table sessions drop column session_id, drop column label, drop column last_seen_at, drop column authenticated_at,
  drop column is_beyond_password, drop column credential_ids;
drop table second_factor_attempts, passkey_challenges, key_challenges, password_registrations, backup_codes,
  authenticator_apps, passkey_owners, passkeys, key_credentials;
delete from credentials where kind <> 'password';
alter table credentials drop constraint credentials_of_device, drop constraint credentials_of_password,
  drop constraint credentials_kind_check;
alter table credentials
  drop column expires_at, drop column last_used_at,
  alter column stretching set not null,
  alter column registration_record set not null,
  alter column opaque_identifier set not null,
  add constraint credentials_kind_check check (kind in ('password'));
