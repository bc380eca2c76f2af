import { chromiumPath } from '@commonseal/tooling/browser';
import { defineConfig } from '@playwright/test';
import { isSample, whole } from './e2e/fixtures/sample.ts';

const executablePath = chromiumPath();

export default defineConfig({
  testDir: 'e2e',
  // Each folder is a kind of promise; `npx playwright test` keeps all of them. Every project begins with browsers and servers of
  // its own, so those that can share them are one. The longest test comes first: begun last, it would run alone.
  projects: [
    { name: 'kill', testMatch: 'kill/**/*.spec.ts' },
    { name: 'hostile', testMatch: 'hostile/**/*.spec.ts' },
    { name: 'people', testMatch: ['a11y.spec.ts', 'guarantees/**/*.spec.ts', 'journeys/**/*.spec.ts'] },
  ],
  // Tests share nothing but their server, and sign up people of their own.
  fullyParallel: true,
  ...(isSample ? { grepInvert: new RegExp(whole) } : {}),
  globalSetup: './e2e/fixtures/build-if-stale.ts',
  // Below the folder of the reports: Playwright empties it at each start.
  outputDir: 'test-results/browser',
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  // Each worker has a server and a database of its own.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Argon2id in a browser on a busy machine takes seconds; a stuck page is still noticed.
  timeout: 90_000,
  expect: {
    timeout: 15_000,
    toMatchAriaSnapshot: { pathTemplate: 'e2e/a11y/read-aloud/{arg}{ext}' },
  },
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    // What turns while somebody waits takes an eighth of the processor.
    contextOptions: { reducedMotion: 'reduce' },
    // Playwright starts Chromium with --no-sandbox, which root and most containers need; what is opened is our own.
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
