// npm run build: installs what is missing, then builds what is not up to date.
import { ensureInstalled } from './bootstrap.mjs';
import { buildAll } from './building.mjs';
import { runCommand } from './command.mjs';

await runCommand(async () => {
  await ensureInstalled();
  await buildAll((line) => process.stderr.write(`${line}\n`));
});
