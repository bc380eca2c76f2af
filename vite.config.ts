import { resolve } from 'node:path';
import { cryptoTestTags } from '@commonseal/tooling/crypto-tests';
import { LongestFirst } from '@commonseal/tooling/longest-first';
import { workspaceSources } from '@commonseal/tooling/workspace-sources';
import react from '@vitejs/plugin-react';
import { configDefaults, defineConfig } from 'vitest/config';
import { analysisWorkerInOneFile } from './apps/web/build/analysis-worker-in-one-file.ts';
import { frameScript } from './apps/web/build/frame-script.ts';

const repositoryRoot = import.meta.dirname;
const isTestRun = process.env['VITEST'] !== undefined;

export default defineConfig({
  root: isTestRun ? repositoryRoot : resolve(repositoryRoot, 'apps/web'),
  cacheDir: resolve(repositoryRoot, 'node_modules/.vite'),
  plugins: [react(), frameScript()],
  // Workspaces are bundled and tested from their sources: a stale dist can never be what was tested.
  resolve: { alias: workspaceSources(repositoryRoot, isTestRun ? 'node' : 'browser') },
  worker: { format: 'es', plugins: () => [analysisWorkerInOneFile()] },
  build: {
    outDir: resolve(repositoryRoot, 'apps/web/dist'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // The content security policy allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    root: repositoryRoot,
    include: [
      'packages/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.{ts,tsx}',
      'apps/*/analysers/**/*.test.ts',
    ],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    // Loading libsodium and the like anew for each file took a fifth of the time. What is global is put back.
    isolate: false,
    globalSetup: ['packages/tooling/src/test-database.mjs'],
    // Counts packages/crypto by kind, and fails a run without any test.
    reporters: ['default', './packages/tooling/src/crypto-test-reporter.mjs'],
    tags: cryptoTestTags,
    pool: 'forks',
    // Much of what is tested waits for other processes: one test file less than there are cores leaves cores idle.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    passWithNoTests: false,
    allowOnly: false,
    // Argon2id, a real PostgreSQL and two cores shared with others: slow is not the same as stuck.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
  },
});
