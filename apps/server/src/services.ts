import type { Pool } from 'pg';
import type { AccountLogs } from './account-logs.ts';
import type { AccountStreams } from './events/account-streams.ts';
import type { RateLimiter } from './rate-limits.ts';
import type { Sessions } from './sessions.ts';

/** What routes are given to work with. */
export interface Services {
  readonly pool: Pool;
  /** OPAQUE's long-term keys; secret. */
  readonly serverSetup: string;
  readonly sessions: Sessions;
  readonly limiter: RateLimiter;
  readonly accountLogs: AccountLogs;
  readonly streams: AccountStreams;
  /** Bytes that one person or program may have delivered without having them accepted. */
  readonly maxStagedBytes: number;
  /** As browsers see it; taken from each request when it is not configured. */
  readonly publicOrigin: string | undefined;
}
