import { existsSync } from 'node:fs';

/** The one without a window first: a tenth of the work for each page that is opened. */
const systemBrowsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/**
 * Where the browser for the tests is: CHROMIUM_PATH, a system Chromium, or undefined for Playwright's own.
 * @returns {string | undefined}
 */
export function chromiumPath() {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  return systemBrowsers.find((path) => existsSync(path));
}
