-- Up Migration

-- What a person has read and starred of one account: one ciphertext, replaced as a whole.
create table marks (
  user_id bytea not null references users,
  account_id bytea not null,
  version bigint not null,
  marks bytea not null,
  primary key (user_id, account_id)
);
-- Ciphertext cannot be compressed: do not try.
alter table marks alter column marks set storage external;

-- Down Migration

drop table marks;
