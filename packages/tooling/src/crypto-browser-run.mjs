import { runScript } from './child-process.mjs';

/** Where the reporter writes what ran in both, from the root. */
export const cryptoBrowserReport = 'test-results/crypto-browser.json';

/**
 * Runs the tests of packages/crypto in Node and in Chromium; fails also when the two differ.
 * @returns the exit code
 */
export async function runCryptoInBrowser() {
  const args = ['run', '--config', 'packages/crypto/test/chromium.config.ts'];
  const { code } = await runScript('node_modules/vitest/vitest.mjs', args);
  return code;
}
