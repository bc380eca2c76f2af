// npm run screenshots: every page of the web app, wide and on a phone, light and dark, into docs/screenshots.
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { runCommand } from './command.mjs';

await runCommand(async () => {
  await ensureInstalled();
  const { ensureBrowser } = await import('./test-browser.mjs');
  await ensureBrowser((line) => process.stderr.write(`${line}\n`));
  const config = '--config=e2e/screenshots/playwright.config.ts';
  const { code } = await runScript('node_modules/@playwright/test/cli.js', ['test', config]);
  return code;
});
