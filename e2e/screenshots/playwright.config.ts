import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import common from '../../playwright.config.ts';

/** Apart from the tests: it writes into docs/screenshots. */
export default defineConfig({
  ...common,
  testDir: import.meta.dirname,
  globalSetup: resolve(import.meta.dirname, '../fixtures/build-if-stale.ts'),
  outputDir: resolve(import.meta.dirname, '../../test-results/screenshots'),
  projects: [{ name: 'screenshots' }],
  reporter: [['list']],
  // Each test is a long walk, and two at once make both slow.
  workers: 1,
  timeout: 480_000,
});
