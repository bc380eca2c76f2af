import { describe, expect, it } from 'vitest';
import { checkModules } from '../src/module-rules.mjs';

function rulesBrokenBy(file: string, text: string, skips: { test: string; reason: string }[] = []): string[] {
  return checkModules({ files: new Map([[file, text]]) }, skips).map(({ rule, line }) => `${rule}:${line}`);
}

describe('the rules for a module by itself', () => {
  const long = 'export {};\n'.repeat(451);

  it('refuse a long module without a reason, and take it with one', () => {
    expect(rulesBrokenBy('apps/a/src/long.ts', long)).toEqual(['modules-stay-small:1']);
    const explained = `// Why this file is long: it is a table.\n${long}`;
    expect(rulesBrokenBy('apps/a/src/long.ts', explained)).toEqual([]);
    expect(rulesBrokenBy('apps/a/src/long.ts', 'export {};\n'.repeat(450))).toEqual([]);
  });

  it.each(['apps/a/src/utils.ts', 'apps/a/src/helpers/dates.ts', 'apps/a/src/keyManager.ts'])(
    'refuse the name %s',
    (file) => {
      expect(rulesBrokenBy(file, '')).toEqual(['names-say-what-is-inside:1']);
    },
  );

  it('do not take a part of a word for the word', () => {
    expect(rulesBrokenBy('apps/a/src/commonseal-error.ts', '')).toEqual([]);
  });

  const kinds = [
    'it.only',
    'describe.skip',
    'it.concurrent.skip',
    'test.skipIf(true)',
    'it.todo',
    'test.describe.only',
  ];
  it.each(kinds)('refuse %s in a test', (call) => {
    expect(rulesBrokenBy('apps/a/test/a.test.ts', `\n${call}('a');`)).toEqual(['every-test-runs:2']);
  });

  it('take a skip whose reason stands in the list, never an only', () => {
    const skips = [{ test: 'apps/a/test/a.test.ts › a', reason: 'needs a printer' }];
    expect(rulesBrokenBy('apps/a/test/a.test.ts', `it.skip('a');`, skips)).toEqual([]);
    expect(rulesBrokenBy('apps/a/test/a.test.ts', `it.only('a');`, skips)).toEqual(['every-test-runs:1']);
  });

  it('do not mind words in comments and strings', () => {
    expect(rulesBrokenBy('apps/a/test/a.test.ts', `// it.only()\nconst text = 'it.only()';`)).toEqual([]);
  });
});
