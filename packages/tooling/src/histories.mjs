// npm run histories [-- --count N] [--from SEED] [--seed SEED]: random histories of how people get in, each against a second
// opinion of who can read what. `npm test` plays a few of them.
import { parseArgs } from 'node:util';
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';

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
  const { code } = await runScript(
    'node_modules/vitest/vitest.mjs',
    ['run', 'packages/vault/test/every-way-in.test.ts'],
    {
      env: {
        ...process.env,
        COMMONSEAL_HISTORIES: count,
        COMMONSEAL_HISTORIES_FROM: from,
        ...(seed === undefined ? {} : { COMMONSEAL_HISTORY_SEED: seed }),
      },
    },
  );
  return code;
});
