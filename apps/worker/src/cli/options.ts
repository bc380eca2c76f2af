import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AccountId, WriterId } from '@commonseal/protocol';
import { costCeiling, costFloor, defaultCost } from '@commonseal/guarded/argon2id';
import { longestSilenceMs } from '../accounts/freshness.ts';
import type { AskedCost, MakingOptions, StartOptions } from '../commands/command.ts';
import type { AskedOfOwners } from '../commands/ask.ts';
import type { Asked } from '../commands/reprocess.ts';
import type { WorkOptions } from '../commands/work.ts';
import { maxOperators } from '../state/key-file.ts';
import { Stop } from '../stop.ts';
import { analysesOf, knownAnalysers } from './chosen-analysers.ts';
import { chosenAccounts } from './chosen-accounts.ts';

/** Of an account, a source or a run: one in 64 begins as options do. No option is written like that. */
const dashedId = /^-(?:[A-Za-z0-9_-]{21}|[A-Za-z0-9_-]{42})$/;
const optionsOfIds: readonly string[] = ['--account', '--source'];

/** Ids where no parser of options takes them for one. */
function withIdsApart(args: readonly string[]): string[] {
  const options: string[] = [];
  const operands: string[] = [];
  for (const [at, arg] of args.entries()) {
    if (arg === '--') return [...options, '--', ...operands, ...args.slice(at + 1)];
    const before = options.at(-1) ?? '';
    if (!dashedId.test(arg)) options.push(arg);
    else if (optionsOfIds.includes(before)) options.splice(-1, 1, `${before}=${arg}`);
    else operands.push(arg);
  }
  return [...options, '--', ...operands];
}

export function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: withIdsApart(args),
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        state: { type: 'string' },
        'passphrase-fd': { type: 'string' },
        operators: { type: 'string' },
        threshold: { type: 'string' },
        operator: { type: 'string' },
        memory: { type: 'string' },
        passes: { type: 'string' },
        'jobs-folder': { type: 'string' },
        'jobs-group': { type: 'string' },
        'hold-after': { type: 'string' },
        server: { type: 'string' },
        account: { type: 'string', multiple: true },
        accounts: { type: 'string' },
        jobs: { type: 'string' },
        analyser: { type: 'string' },
        version: { type: 'string' },
        source: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
    });
  } catch (error) {
    // Its words name the option, and never a value: that might be a passphrase in the wrong place.
    const message = error instanceof Error ? error.message.split("'. ")[0] : '';
    throw new Stop('usage', `${message ?? ''}\nnpm run worker -- --help lists all options.`, {
      cause: error,
    });
  }
}

export type Options = ReturnType<typeof parseOptions>['values'];

/** @throws Stop `usage` */
export function numberOf(
  values: Options,
  name: keyof Options,
  bounds: readonly [number, number],
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const [least, most] = bounds;
  const value = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most)
    throw new Stop('usage', `--${name} takes a whole number from ${least} to ${most}.`);
  return value;
}

export function operatorOf(values: Options): number | undefined {
  return numberOf(values, 'operator', [1, maxOperators]);
}

export function askedCostOf(values: Options): AskedCost {
  const mib = [costFloor.memoryKiB / 1024, costCeiling.memoryKiB / 1024] as const;
  const memory = numberOf(values, 'memory', mib);
  const passes = numberOf(values, 'passes', [costFloor.passes, costCeiling.passes]);
  return {
    ...(memory === undefined ? {} : { memoryKiB: memory * 1024 }),
    ...(passes === undefined ? {} : { passes }),
  };
}

export function makingOptionsOf(values: Options): MakingOptions {
  const operators = numberOf(values, 'operators', [1, maxOperators]) ?? 1;
  const threshold = numberOf(values, 'threshold', [1, operators]) ?? operators;
  return { operators, threshold, cost: { ...defaultCost, ...askedCostOf(values) } };
}

const dayMs = 24 * 60 * 60_000;

export function startOptionsOf(values: Options): StartOptions {
  const days = numberOf(values, 'hold-after', [1, longestSilenceMs / dayMs]);
  const silentMs = days === undefined ? longestSilenceMs : days * dayMs;
  const folder = values['jobs-folder'];
  const group = numberOf(values, 'jobs-group', [1, 2 ** 29]);
  if ((folder === undefined) !== (group === undefined))
    throw new Stop('usage', '--jobs-folder and --jobs-group are given together, or neither is.');
  const origin = serverOriginOf(values);
  const accounts = chosenAccounts(values.account, values.accounts);
  if (folder === undefined || group === undefined) return { jobs: undefined, silentMs, origin, accounts };
  // Nobody else may give a folder to a group that they are not in, nor have jobs run as another user.
  if (process.geteuid?.() !== 0)
    throw new Stop('usage', '--jobs-folder is for a keyholder that is started as root.');
  return { jobs: { folder: resolve(folder), group }, silentMs, origin, accounts };
}

/** @throws Stop `usage` for anything else than the address of a server */
export function serverOriginOf({ server }: Options): string | undefined {
  if (server === undefined) return undefined;
  const url = URL.canParse(server) ? new URL(server) : undefined;
  const isServer = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isServer && (url.protocol === 'https:' || isLocal(url.hostname))) return url.origin;
  throw new Stop(
    'usage',
    '--server takes the address of a server, such as https://seal.example. Only on this machine may it begin with http.',
  );
}

/** @throws Stop `usage` without one */
export function requireServerOrigin(values: Options): string {
  const origin = serverOriginOf(values);
  if (origin !== undefined) return origin;
  throw new Stop('usage', 'Say which server: --server URL, the same as the keyholder was started with.');
}

const mostJobs = 64;

export function workOptionsOf(values: Options): WorkOptions {
  const jobs = numberOf(values, 'jobs', [1, mostJobs]) ?? Math.max(1, availableParallelism() - 1);
  return { origin: requireServerOrigin(values), jobs };
}

/** Which items of an account, and by what: by all analysers where none is named. @throws Stop `usage` */
export function askedOf(account: string, values: Options): Asked {
  const { source, from, to } = values;
  const analyses = analysesOf(values);
  const [fromMs, toMs] = [dateOf('from', from), dateOf('to', to)];
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
    throw new Stop('usage', '--from is before --to.');
  return {
    accountId: idOf(AccountId, account, 'An account is named by its id, as its page Worker shows it'),
    analyses,
    scope: {
      ...(source === undefined
        ? {}
        : { writerId: idOf(WriterId, source, '--source takes the id of a source') }),
      ...(fromMs === undefined ? {} : { fromMs }),
      ...(toMs === undefined ? {} : { toMs }),
    },
  };
}

/** Owners let one analyser do one job. @throws Stop `usage` */
export function requireOneAnalyser({ analyses, ...asked }: Asked): AskedOfOwners {
  const [analysis, ...others] = analyses;
  if (others.length === 0) return { ...asked, analysis };
  throw new Stop('usage', `Say which one reads: --analyser NAME, one of these: ${knownAnalysers()}.`);
}

function idOf<T>(ids: { parse(text: string): T }, text: string, words: string): T {
  try {
    return ids.parse(text);
  } catch (error) {
    throw new Stop('usage', `${words}: 43 letters, digits, - and _.`, { cause: error });
  }
}

function dateOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.test(text);
  const ms = isDate ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || ms < 0)
    throw new Stop('usage', `--${name} takes a day such as 2026-03-31, or a time such as 2026-03-31T18:00Z.`);
  return ms;
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(hostname);
}
