// The tests of this package in Node and in Chromium, the same files: `npm run test:crypto-browser`.
import { resolve } from 'node:path';
import { chromiumPath } from '@commonseal/tooling/browser';
import { cryptoTestTags } from '@commonseal/tooling/crypto-tests';
import { workspaceSources } from '@commonseal/tooling/workspace-sources';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const repositoryRoot = resolve(import.meta.dirname, '../../..');
const executablePath = chromiumPath();

const shared = {
  include: ['packages/crypto/test/**/*.test.ts'],
  tags: cryptoTestTags,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  teardownTimeout: 20_000,
};
const inRoot = (platform: 'node' | 'browser') => ({
  root: repositoryRoot,
  resolve: { alias: workspaceSources(repositoryRoot, platform) },
});

export default defineConfig({
  ...inRoot('node'),
  cacheDir: resolve(repositoryRoot, 'node_modules/.vite/crypto-browser'),
  test: {
    allowOnly: false,
    reporters: [
      'default',
      [
        resolve(repositoryRoot, 'packages/tooling/src/crypto-test-reporter.mjs'),
        { reportFile: 'test-results/crypto-browser.json' },
      ],
    ],
    projects: [
      { ...inRoot('node'), test: { ...shared, name: 'Node', isolate: false } },
      {
        ...inRoot('browser'),
        test: {
          ...shared,
          name: 'browsers',
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(executablePath === undefined ? {} : { executablePath }),
                // What is opened is our own; root and most containers need it.
                args: ['--no-sandbox'],
              },
            }),
            instances: [{ browser: 'chromium', name: 'Chromium' }],
          },
        },
      },
    ],
  },
});
