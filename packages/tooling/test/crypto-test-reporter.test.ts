import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import CryptoTestReporter from '../src/crypto-test-reporter.mjs';
import { repositoryRoot } from '../src/repository.mjs';

type Run = Parameters<CryptoTestReporter['onTestRunEnd']>;
type State = 'passed' | 'failed' | 'skipped';

let told: string;
let exitCode: typeof process.exitCode;

beforeEach(() => {
  told = '';
  exitCode = process.exitCode;
  process.exitCode = undefined;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      told += String(text);
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
});

function moduleOf(path: string, states: readonly State[], tags: readonly string[] = [], isOk = true) {
  const tests = states.map((state, at) => ({ fullName: `test ${at}`, tags, result: () => ({ state }) }));
  return {
    moduleId: join(repositoryRoot, path),
    relativeModuleId: path,
    project: { name: '', isBrowserEnabled: () => false },
    children: { allTests: () => tests },
    ok: () => isOk,
  };
}

/** A run as Vitest would tell of it, narrowed to the patterns. */
function runOf(input: {
  modules: readonly ReturnType<typeof moduleOf>[];
  patterns?: readonly string[];
  config?: object;
  specification?: object;
  reason?: Run[2];
}): typeof process.exitCode {
  const reporter = new CryptoTestReporter();
  const config = { watch: false, ...input.config };
  reporter.onInit({ config, filenamePattern: input.patterns } as never);
  reporter.onTestRunStart([(input.specification ?? {}) as never]);
  reporter.onTestRunEnd(input.modules as never, [], input.reason ?? 'passed');
  return process.exitCode;
}

const cryptoFile = 'packages/crypto/test/some.test.ts';
const one = moduleOf(cryptoFile, ['passed'], ['flips']);
const folder = ['packages/crypto'];

describe('the reporter', () => {
  it('tells how many tests of each kind have passed', () => {
    const modules = [moduleOf(cryptoFile, ['passed', 'failed', 'passed', 'skipped'], ['vectors']), one];
    runOf({ modules, patterns: ['some.test.ts'] });
    expect(told).toBe('packages/crypto in Node: 2 vectors, 1 flips, 0 properties, 0 oracles, 0 cases\n');
  });

  it('says nothing of a run without packages/crypto', () => {
    expect(runOf({ modules: [moduleOf('apps/a.test.ts', ['passed'])], patterns: ['apps'] })).toBeUndefined();
    expect(told).toBe('');
  });

  it('fails a whole run below the floors', () => {
    expect(runOf({ modules: [one], patterns: folder })).toBe(1);
    expect(told).toContain('failed: packages/crypto in Node: only 0 vectors have passed');
  });

  it.each([
    ['files', { patterns: ['some.test.ts'] }],
    ['names', { config: { testNamePattern: /x/ } }],
    ['tags', { config: { tagsFilter: ['flips'] } }],
    ['a shard', { config: { shard: { index: 1, count: 2 } } }],
    ['what changed', { config: { changed: true } }],
    ['what belongs to a file', { config: { related: ['a.ts'] } }],
    ['lines', { specification: { testLines: [3] } }],
  ])('asks for no floors when the run was narrowed by %s', (_, narrowing) => {
    expect(runOf({ modules: [one], patterns: folder, ...narrowing })).toBeUndefined();
  });

  it('fails a run in which no test ran', () => {
    const modules = [moduleOf('apps/a.test.ts', ['skipped', 'skipped']), moduleOf('apps/b.test.ts', [])];
    expect(runOf({ modules, patterns: ['apps'], config: { testNamePattern: /x/ } })).toBe(1);
    expect(told).toContain('No test has run');
    expect(runOf({ modules: [], patterns: ['apps'] })).toBe(1);
  });

  it('leaves a file that could not be loaded to Vitest', () => {
    runOf({ modules: [moduleOf('apps/a.test.ts', [], [], false)], patterns: ['apps'], reason: 'failed' });
    expect(told).toBe('');
  });

  it('says nothing while it watches, or of a run that was broken off', () => {
    expect(runOf({ modules: [one], patterns: folder, config: { watch: true } })).toBeUndefined();
    expect(runOf({ modules: [one], patterns: folder, reason: 'interrupted' })).toBeUndefined();
    expect(told).toBe('');
  });
});
