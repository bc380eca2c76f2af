// npm run histories [-- --count N] [--from SEED] [--seed SEED]: random histories of how people get in, each against a second
// opinion of who can read what. `npm test` plays a few of them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';

/** Fewer of them do not have every kind of step in them. */
const leastInOneProcess = 20;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '500' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
    },
  });
  for (const [name, value] of Object.entries(values)) {
    if (!/^\d{1,6}$/.test(value)) throw new CommandFailed(`--${name} takes a whole number.`);
  }
  await ensureInstalled();
  const { count, from, seed } = values;
  if (seed !== undefined) return (await play({ COMMONSEAL_HISTORY_SEED: seed })).code;
  return playAll(Number(count), Number(from));
});

/**
 * In as many processes as there are cores.
 * @param {number} count
 * @param {number} from
 */
async function playAll(count, from) {
  const processes = Math.max(1, Math.min(availableParallelism(), Math.floor(count / leastInOneProcess)));
  const folder = mkdtempSync(join(tmpdir(), 'commonseal-histories-'));
  try {
    const parts = await Promise.all(
      Array.from({ length: processes }, async (_, at) => {
        const first = Math.floor((count * at) / processes);
        const size = Math.floor((count * (at + 1)) / processes) - first;
        const report = join(folder, `${at}.json`);
        const { code, output } = await play(
          {
            COMMONSEAL_HISTORIES: String(size),
            COMMONSEAL_HISTORIES_FROM: String(from + first),
            COMMONSEAL_HISTORIES_REPORT: report,
          },
          true,
        );
        if (code !== 0) process.stdout.write(output);
        return { code, report };
      }),
    );
    const failed = parts.find(({ code }) => code !== 0);
    if (failed !== undefined) return failed.code;
    return tellTotals(
      parts.map(({ report }) => readReport(report)),
      count,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} [capture]
 */
function play(env, capture = false) {
  return runScript('node_modules/vitest/vitest.mjs', ['run', 'packages/vault/test/every-way-in.test.ts'], {
    env: { ...process.env, ...env },
    capture,
  });
}

/**
 * @param {string} path
 * @returns {{ histories: number, steps: Record<string, number> }}
 */
function readReport(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {readonly ReturnType<typeof readReport>[]} reports
 * @param {number} count
 */
function tellTotals(reports, count) {
  const histories = reports.reduce((sum, report) => sum + report.histories, 0);
  /** @type {Record<string, number>} */
  const steps = {};
  for (const [kind, times] of reports.flatMap((report) => Object.entries(report.steps)))
    steps[kind] = (steps[kind] ?? 0) + times;
  const total = Object.values(steps).reduce((sum, times) => sum + times, 0);
  process.stdout.write(`${histories} histories, ${total} steps:\n`);
  for (const [kind, times] of Object.entries(steps))
    process.stdout.write(`${String(times).padStart(7)} ${kind}\n`);
  if (histories === count) return 0;
  throw new CommandFailed(`${count} histories were to be played.`);
}
