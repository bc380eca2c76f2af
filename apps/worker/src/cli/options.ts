import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { costCeiling, costFloor, defaultCost } from '@commonseal/guarded/argon2id';
import { longestSilenceMs } from '../accounts/freshness.ts';
import type { AskedCost, MakingOptions, StartOptions } from '../commands/command.ts';
import { maxOperators } from '../state/key-file.ts';
import { Stop } from '../stop.ts';

export function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
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
  if (folder === undefined || group === undefined) return { jobs: undefined, silentMs, origin };
  // Nobody else may give a folder to a group that they are not in, nor have jobs run as another user.
  if (process.geteuid?.() !== 0)
    throw new Stop('usage', '--jobs-folder is for a keyholder that is started as root.');
  return { jobs: { folder: resolve(folder), group }, silentMs, origin };
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

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(hostname);
}
