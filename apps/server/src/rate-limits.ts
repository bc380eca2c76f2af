import { isIPv6 } from 'node:net';
import type { EndpointName } from '@commonseal/protocol/api';
import type { Pool } from 'pg';
import { sha256 } from './bytes.ts';
import { RateLimited } from './plugins/errors.ts';
import {
  type RateLimit,
  type RateLimitName,
  type RateLimits,
  limitOfCallers,
  limitOfEndpoint,
  rateLimitCeilings,
} from './rate-limit-table.ts';
import { countHits } from './repositories/rate-limits.ts';

/** Not more hits and not a shorter window than the ceiling's. */
function withinCeiling(name: RateLimitName, limit: RateLimit): RateLimit {
  const ceiling = rateLimitCeilings[name];
  return {
    hits: Math.min(limit.hits, ceiling.hits),
    windowSeconds: Math.max(limit.windowSeconds, ceiling.windowSeconds),
  };
}

/** An IPv6 customer has a whole /64 to choose addresses from. */
function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const { hostname } = new URL(`http://[${ip.split('%', 1)[0]}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4).join(':');
}

/** Counts in the database, so that the limits hold over all nodes and restarts. */
export class RateLimiter {
  readonly #pool: Pool;
  readonly #limits: RateLimits;

  constructor(pool: Pool, limits: RateLimits) {
    this.#pool = pool;
    const names = Object.keys(rateLimitCeilings) as RateLimitName[];
    this.#limits = Object.fromEntries(
      names.map((name) => [name, withinCeiling(name, limits[name])]),
    ) as never;
  }

  /** @throws RateLimited */
  async countEndpoint(endpoint: EndpointName, ip: string): Promise<void> {
    const name = limitOfEndpoint[endpoint];
    if (name !== undefined) await this.#count([[name, networkOf(ip)]]);
  }

  /** @throws RateLimited */
  async countCaller(endpoint: EndpointName, callerId: string): Promise<void> {
    const name = limitOfCallers[endpoint];
    if (name !== undefined) await this.#count([[name, callerId]]);
  }

  /** @throws RateLimited */
  async countGuess(email: string, ip: string): Promise<void> {
    await this.#count([
      ['guessesPerEmail', email],
      ['guessesPerEmailAndIp', `${networkOf(ip)} ${email}`],
    ]);
  }

  /** What somebody does under an address who cannot sign in. @throws RateLimited */
  async countReturn(email: string, ip: string): Promise<void> {
    await this.#count([
      ['returnsPerEmail', email],
      ['returnsPerEmailAndIp', `${networkOf(ip)} ${email}`],
    ]);
  }

  /** @throws RateLimited */
  async countSecondFactor(userId: string): Promise<void> {
    await this.#count([['secondFactorPerPerson', userId]]);
    // What the hour has refused was no guess.
    await this.#count([['secondFactorPerPersonAndDay', userId]]);
  }

  /** @throws RateLimited */
  async countAuthenticatorCode(userId: string): Promise<void> {
    await this.#count([['authenticatorCodesPerPerson', userId]]);
    await this.#count([['authenticatorCodesPerPersonAndDay', userId]]);
  }

  /** @throws RateLimited */
  async countWriter(writerId: string): Promise<void> {
    await this.#count([['writerPerWriter', writerId]]);
  }

  /** Of one that has shown its key: strangers keep no worker out. @throws RateLimited */
  async countWorker(workerId: string): Promise<void> {
    await this.#count([['workerPerWorker', workerId]]);
  }

  /** @throws RateLimited */
  async countNewWorker(ip: string): Promise<void> {
    await this.#count([['newWorkersPerIp', networkOf(ip)]]);
  }

  async #count(subjects: readonly (readonly [RateLimitName, string])[]): Promise<void> {
    const limits = new Map(
      subjects.map(([name, subject]) => {
        const key = sha256(name, '\0', subject);
        return [key.toString('hex'), { key, ...this.#limits[name] }] as const;
      }),
    );
    const counted = await countHits(this.#pool, [...limits.values()]);
    const waits = counted
      .filter(({ key, hits }) => hits > (limits.get(key.toString('hex'))?.hits ?? 0))
      .map(({ secondsLeft }) => secondsLeft);
    if (waits.length > 0) throw new RateLimited(Math.max(1, ...waits));
  }
}
