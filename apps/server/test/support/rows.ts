import type { TestServer } from './server.ts';

const tables = [
  'users',
  'user_log',
  'accounts',
  'account_log',
  'account_members',
  'account_writers',
  'account_invites',
  'account_seals',
  'chain_backs',
  'head_statements',
  'batches',
  'own_states',
  'marks',
  'key_credentials',
  'passkeys',
  'passkey_owners',
  'authenticator_apps',
  'backup_codes',
  'password_registrations',
  'login_attempts',
  'waiting_returns',
  'reset_requests',
  'return_tickets',
  'break_glass_sets',
  'email_addresses',
];

/** All that is stored of people and accounts, anchors and attempts included, sessions apart: two pictures are equal when nothing has changed. */
export async function rowsOf({ app }: TestServer): Promise<Record<string, string[]>> {
  const picture: Record<string, string[]> = {};
  for (const table of [...tables, 'credentials']) {
    const { rows } = await app.pg.query<{ row: string }>(
      `select md5(t::text) as row from ${table} t order by 1`,
    );
    picture[table] = rows.map(({ row }) => row);
  }
  return picture;
}
