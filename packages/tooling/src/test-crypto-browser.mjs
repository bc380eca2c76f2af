// npm run test:crypto-browser: the tests of packages/crypto in Node and in Chromium, and whether both ran the same.
import { ensureInstalled } from './bootstrap.mjs';
import { runCommand } from './command.mjs';

await runCommand(async () => {
  await ensureInstalled();
  // Loaded only now: they import what has just been installed.
  const { ensureBrowser } = await import('./test-browser.mjs');
  const { runCryptoInBrowser } = await import('./crypto-browser-run.mjs');
  await ensureBrowser((line) => process.stdout.write(`${line}\n`));
  return runCryptoInBrowser();
});
