import SQL from '@nearform/sql';
import { type Queryable, rowsOf } from '../database/database.ts';

export interface Hit {
  readonly key: Buffer;
  readonly windowSeconds: number;
}

export interface Counted {
  readonly key: Buffer;
  readonly hits: number;
  readonly secondsLeft: number;
}

/** Counts one hit for each key; a window that has ended begins anew. */
export async function countHits(db: Queryable, hits: readonly Hit[]): Promise<Counted[]> {
  // In one order for everybody, so that two statements cannot wait for each other.
  const ordered = hits.toSorted((one, other) => Buffer.compare(one.key, other.key));
  const values = ordered.map(
    ({ key, windowSeconds }) => SQL`(${key}, 1, now() + ${windowSeconds} * interval '1 second')`,
  );
  return rowsOf<Counted>(
    db,
    SQL`
      insert into rate_limits as present (key, hits, window_ends_at) values ${SQL.glue(values, ', ')}
      on conflict (key) do update set
        hits = case when present.window_ends_at <= now() then 1 else present.hits + 1 end,
        window_ends_at = case when present.window_ends_at <= now() then excluded.window_ends_at
          else present.window_ends_at end
      returning key, hits, ceil(extract(epoch from window_ends_at - now()))::integer as "secondsLeft"`,
  );
}
