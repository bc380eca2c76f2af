import SQL from '@nearform/sql';
import { type Queryable, firstOf } from '../database/database.ts';

/**
 * The long-term keys of OPAQUE's server half, the same for all nodes: whoever comes first stores theirs. They belong
 * into every backup of the database: without them no password opens anything any more.
 */
export async function requireServerSetup(db: Queryable, generate: () => string): Promise<string> {
  const find = () => firstOf<{ setup: string }>(db, SQL`select setup from server_setup`);
  const present = await find();
  if (present) return present.setup;
  await db.query(SQL`insert into server_setup (setup) values (${generate()}) on conflict do nothing`);
  const stored = await find();
  if (!stored) throw new TypeError('the server setup was not stored');
  return stored.setup;
}
