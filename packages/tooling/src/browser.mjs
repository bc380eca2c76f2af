import { existsSync } from 'node:fs';

const systemChromium = '/usr/bin/chromium';

/**
 * Where the browser for the tests is: CHROMIUM_PATH, a system Chromium, or undefined for Playwright's own.
 * @returns {string | undefined}
 */
export function chromiumPath() {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  return existsSync(systemChromium) ? systemChromium : undefined;
}
