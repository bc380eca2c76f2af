// npm run bench -- log | rotation | worker | crypto | password | first-load | main-job [--rounds N] [--items N] [--tenth] [--json FILE]
// [--svg FILE]
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cryptoReady } from '@commonseal/crypto/verify';
import { cryptoRows, cryptoSettings, isLimit, measureCrypto } from './crypto/crypto.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureLog } from './log.ts';
import { mainJobRows, measureMainJob } from './main-job.ts';
import { measurePassword } from './password.ts';
import { plotOf } from './plot.ts';
import { othersOf, tableOf } from './report.ts';
import { measureRotation, rotationSizes } from './rotation.ts';
import { type Row, exitCodeOf } from './row.ts';
import { loadVaultModules } from './vault-modules.ts';
import { measureWorker } from './worker.ts';

interface Asked {
  readonly rounds: number;
  readonly items: number;
  readonly isTenth: boolean;
}

interface Bench {
  readonly rows: number;
  measure(asked: Asked): readonly Row[] | Promise<readonly Row[]>;
}

const benches: Readonly<Record<string, Bench>> = {
  log: { rows: 6, measure: ({ rounds }) => measureLog({ entries: 50_000, rounds }) },
  worker: { rows: 2, measure: ({ rounds, items }) => measureWorker({ items, rounds }) },
  rotation: { rows: 8, measure: ({ rounds }) => measureRotation({ ...rotationSizes, rounds }) },
  crypto: {
    rows: cryptoRows,
    measure: ({ rounds, isTenth }) =>
      measureCrypto(cryptoSettings(rounds, isTenth), (line) => process.stderr.write(`${line}\n`)),
  },
  password: { rows: 2, measure: ({ rounds }) => measurePassword({ rounds }) },
  'first-load': { rows: 3, measure: ({ rounds }) => measureFirstLoad(rounds) },
  'main-job': { rows: mainJobRows, measure: ({ rounds, items }) => measureMainJob({ items, rounds }) },
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      items: { type: 'string', default: '600' },
      tenth: { type: 'boolean', default: false },
      json: { type: 'string' },
      svg: { type: 'string' },
    },
  });
  const [name = ''] = positionals;
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench || positionals.length !== 1)
    throw new TypeError(`say which: ${Object.keys(benches).join(' or ')}`);
  if (values.tenth && name !== 'crypto') throw new TypeError('--tenth is for crypto');
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 3)
    throw new TypeError('--rounds takes a whole number from 3 on');
  const items = Number(values.items);
  if (!Number.isSafeInteger(items) || items < 10)
    throw new TypeError('--items takes a whole number from 10 on');
  await cryptoReady();
  await loadVaultModules();
  const rows = await bench.measure({ rounds, items, isTenth: values.tenth });
  const others = othersOf(rows);
  process.stdout.write(`${tableOf(rows)}\n${others === '' ? '' : `\n${others}\n`}`);
  if (values.tenth) process.stdout.write('\nA tenth of the sizes: to work with, not to quote.\n');
  // npm changes into the repository's root; INIT_CWD remembers where it was called.
  if (values.json !== undefined) {
    const file = resolve(process.env['INIT_CWD'] ?? '.', values.json);
    writeFileSync(file, `${JSON.stringify(rows, undefined, 1)}\n`);
  }
  if (values.svg !== undefined) {
    // Documents and files, against everybody.
    const drawn = rows.filter(({ theirs }) => Object.keys(theirs).length > 5);
    writeFileSync(resolve(process.env['INIT_CWD'] ?? '.', values.svg), plotOf(drawn, isLimit));
  }
  return exitCodeOf(rows, bench.rows);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
