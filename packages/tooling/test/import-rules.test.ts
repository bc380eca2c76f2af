import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkImports } from '../src/import-checker.mjs';
import { readSourceTree } from '../src/source-tree.mjs';

const root = resolve(import.meta.dirname, '../../..');
const tree = readSourceTree(root);

/** Checks the real tree with some files laid over it; tells which rules are broken, and where. */
function rulesBrokenWith(files: Record<string, string>): string[] {
  const overlaid = new Map([...tree.files, ...Object.entries(files)]);
  return checkImports({ files: overlaid }).map(({ rule, file, line }) => `${rule} ${file}:${line}`);
}

describe('the import rules', () => {
  it('are kept by the tree as it is', () => {
    expect(checkImports(tree)).toEqual([]);
  });

  it('refuse crypto in a building block of the screen', () => {
    const file = 'apps/web/src/ui/planted.ts';
    const broken = rulesBrokenWith({ [file]: `\nimport { openSeal } from '@commonseal/crypto/open';` });
    expect(broken).toContain(`ui-stands-alone ${file}:2`);
    expect(broken).toContain(`keys-stay-in-the-worker ${file}:2`);
  });

  it('refuse crypto in a building block of the screen by the name of the whole package', () => {
    const file = 'apps/web/src/ui/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import * as crypto from '@commonseal/crypto';` });
    expect(broken).toContain(`ui-stands-alone ${file}:1`);
    expect(broken).toContain(`public-entries-only ${file}:1`);
  });

  it('refuse an opening function in the server', () => {
    const file = 'apps/server/src/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import { openSeal } from '@commonseal/crypto/open';` });
    expect(broken).toContain(`one-way-dependencies ${file}:1`);
    expect(broken).toContain(`server-never-opens ${file}:1`);
  });

  it.each([
    ['by import()', `await import('@commonseal/crypto/open');`],
    ['by re-export', `export * from '@commonseal/crypto/open';`],
    ['with types alone in the braces', `import { type OpenedSeal } from '@commonseal/crypto/open';`],
    ['by require', `declare const require: (name: string) => unknown; require('@commonseal/crypto/open');`],
  ])('refuse an opening function in the server %s', (_how, text) => {
    const broken = rulesBrokenWith({ 'apps/server/src/planted.ts': text });
    expect(broken).toContain('server-never-opens apps/server/src/planted.ts:1');
  });

  it('refuse keys in what reads the content of strangers', () => {
    const file = 'packages/analysis/src/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import * as planted from '@commonseal/crypto/verify';` });
    expect(broken).toContain(`one-way-dependencies ${file}:1`);
  });

  it('refuse an import whose name is computed', () => {
    const file = 'apps/server/src/planted.ts';
    const broken = rulesBrokenWith({
      [file]: `const part = 'open';\nawait import('@commonseal/crypto/' + part);`,
    });
    expect(broken).toEqual([`imports-can-be-read ${file}:2`]);
  });

  it('refuse the whole chain when something that the server may import begins to open', () => {
    const seal = 'packages/crypto/src/verify.ts';
    const broken = rulesBrokenWith({
      [seal]: `${tree.files.get(seal)}\nexport { planted } from './planted.ts';`,
      'packages/crypto/src/planted.ts': `export { openSeal as planted } from './open.ts';`,
      'apps/server/src/planted.ts': `import { planted } from '@commonseal/crypto/verify';`,
    });
    // Named once, at the first of the server's files that leads there.
    expect(broken.filter((each) => each.startsWith('server-never-opens apps/server/src/'))).toHaveLength(1);
  });

  it('refuse a connector that can open', () => {
    const file = 'apps/connector/src/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import { openSeal } from '@commonseal/crypto/open';` });
    expect(broken).toContain(`connector-never-opens ${file}:1`);
  });

  it.each(['server', 'connector'])("refuse a %s that has to do with a worker's keys", (app) => {
    const file = `apps/${app}/src/planted.ts`;
    const broken = rulesBrokenWith({
      [file]: `import '@commonseal/guarded/secret';\nimport '@commonseal/crypto/keyholder';`,
    });
    for (const line of [1, 2]) expect(broken).toContain(`${app}-never-opens ${file}:${line}`);
  });

  it('refuse guarded memory outside its one home, even when it is declared', () => {
    const file = 'apps/worker/src/planted.ts';
    expect(rulesBrokenWith({ [file]: `import 'sodium-native';` })).toContain(
      `guarded-memory-has-one-home ${file}:1`,
    );
  });

  it('refuse opening outside its one home', () => {
    const broken = rulesBrokenWith({
      'packages/crypto/src/planted.ts': [
        'export function openBox() {}',
        'export const take = (sodium: any) => sodium.crypto_secretbox_open_easy();',
        'export const opener = 1;',
        `import { createDecipheriv } from '#planted';`,
        'export const begin = () => createDecipheriv();',
      ].join('\n'),
    });
    expect(broken.filter((each) => each.startsWith('opening'))).toEqual([
      'opening-has-one-home packages/crypto/src/planted.ts:1',
      'opening-has-one-home packages/crypto/src/planted.ts:2',
      'opening-has-one-home packages/crypto/src/planted.ts:5',
    ]);
  });

  it('keep the vault in its worker, through any number of files', () => {
    const broken = rulesBrokenWith({
      'apps/web/src/planted.ts': `import { thing } from './vault-worker/planted.ts';`,
      'apps/web/src/vault-worker/planted.ts': `export { thing } from '@commonseal/vault';`,
    });
    expect(broken).toContain('keys-stay-in-the-worker apps/web/src/planted.ts:1');
  });

  it('refuse what uses keys in the worker that reads strangers’ files, by any chain', () => {
    const file = 'apps/web/src/analysis-worker/planted.ts';
    const inBetween = 'apps/web/src/vault-worker/planted.ts';
    for (const entry of ['@commonseal/vault', '@commonseal/crypto/open', '@commonseal/account-log']) {
      expect(rulesBrokenWith({ [file]: `import { thing } from '${entry}';` })).toContain(
        `files-are-read-apart-from-keys ${file}:1`,
      );
      const broken = rulesBrokenWith({
        [file]: `import { thing } from '../vault-worker/planted.ts';`,
        [inBetween]: `export { thing } from '${entry}';`,
      });
      expect(broken).toContain(`files-are-read-apart-from-keys ${file}:1`);
    }
  });

  it("let the main thread have the vault's types and its worker's address", () => {
    const files = {
      'apps/web/src/planted.ts': [
        `import type { Vault } from '@commonseal/vault';`,
        `import url from './vault-worker/planted.ts?worker&url';`,
        `export type { Vault };\nexport { url };`,
      ].join('\n'),
      'apps/web/src/vault-worker/planted.ts': `export * from '@commonseal/vault';`,
    };
    expect(rulesBrokenWith(files)).toEqual([]);
  });

  it('refuse one feature importing another, and take its own files', () => {
    const file = 'apps/web/src/features/planted-a/page.ts';
    const broken = rulesBrokenWith({
      [file]: `import { b } from '../planted-b/page.ts';\nimport { own } from './own.ts';`,
      'apps/web/src/features/planted-b/page.ts': 'export const b = 1;',
      'apps/web/src/features/planted-a/own.ts': 'export const own = 1;',
    });
    expect(broken).toEqual([`features-stay-apart ${file}:1`]);
  });

  it.each(['../features/a/page.ts', '../routes/root.ts', '../vault-worker/client.ts'])(
    'refuse %s in a building block of the screen, its types too',
    (target) => {
      const file = 'apps/web/src/ui/planted.ts';
      const broken = rulesBrokenWith({ [file]: `import type { A } from '${target}';\nexport type { A };` });
      expect(broken).toEqual([`ui-stands-alone ${file}:1`]);
    },
  );

  it('refuse an app importing another, by name or by path', () => {
    const file = 'apps/connector/src/planted.ts';
    const broken = rulesBrokenWith({
      [file]: `import '@commonseal/server';\nimport '../../server/src/main.ts';`,
    });
    expect(broken).toContain(`nobody-imports-an-app ${file}:1`);
    expect(broken).toContain(`no-path-into-another-workspace ${file}:2`);
  });

  it('let attacks take what is inside, and nobody else in e2e', () => {
    const inside = `import '../../packages/crypto/src/derive.ts';`;
    const files = { 'e2e/hostile/planted.ts': inside, 'e2e/journeys/planted.ts': inside };
    expect(rulesBrokenWith(files)).toEqual(['no-path-into-another-workspace e2e/journeys/planted.ts:1']);
  });

  it('let fixtures stand on what a workspace keeps for its own tests, and on nothing else of it', () => {
    const file = 'e2e/fixtures/planted.ts';
    const broken = rulesBrokenWith({
      [file]: [
        `import { finishLogin } from '../../packages/crypto/test/quick-opaque.ts';`,
        `import { openSeal } from '../../packages/crypto/src/open.ts';`,
      ].join('\n'),
    });
    expect(broken).toEqual([`no-path-into-another-workspace ${file}:2`]);
  });

  it('refuse a package importing an app, even from a test', () => {
    const file = 'packages/protocol/test/planted.test.ts';
    const broken = rulesBrokenWith({ [file]: `import '@commonseal/server';` });
    expect(broken).toContain(`nobody-imports-an-app ${file}:1`);
  });

  it('refuse a path that is not among the exports', () => {
    const file = 'packages/vault/src/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import '@commonseal/crypto/src/open.ts';` });
    expect(broken).toContain(`public-entries-only ${file}:1`);
  });

  it('refuse a dependency against the direction', () => {
    const file = 'packages/crypto/src/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import type { Vault } from '@commonseal/vault';` });
    expect(broken).toContain(`one-way-dependencies ${file}:1`);
  });

  it('refuse libsodium outside crypto, even when it is declared', () => {
    const file = 'packages/vault/test/planted.test.ts';
    expect(rulesBrokenWith({ [file]: `import 'libsodium-wrappers';` })).toContain(
      `one-importer-of-primitives ${file}:1`,
    );
  });

  it('refuse what is not declared, and development dependencies in what ships', () => {
    const file = 'packages/vault/src/planted.ts';
    const broken = rulesBrokenWith({ [file]: `import 'left-pad';\nimport 'fast-check';` });
    expect(broken).toEqual([`declared-dependencies ${file}:1`, `declared-dependencies ${file}:2`]);
  });

  it('refuse Node in what runs in a browser', () => {
    const file = 'packages/vault/src/planted.ts';
    expect(rulesBrokenWith({ [file]: `import 'node:fs';` })).toEqual([`runs-everywhere ${file}:1`]);
  });

  it('refuse Node, and what needs it, in what of the analysers runs in a browser', () => {
    const [byName, byPart] = ['packages/analysis/src/analysers/a.ts', 'packages/analysis/src/reading/b.ts'];
    const broken = rulesBrokenWith({
      [byName]: `import 'node:fs';`,
      [byPart]: `import { frame } from '../frames.ts';\nimport { Analysers } from '../pool/analysers.ts';`,
      'packages/analysis/src/pool/c.ts': `import 'node:fs';\nimport { frame } from '../frames.ts';`,
    });
    expect(broken).toEqual([
      `runs-everywhere ${byName}:1`,
      `runs-everywhere ${byPart}:1`,
      `runs-everywhere ${byPart}:2`,
    ]);
  });

  it('refuse the variant for Node by any other name than the one by which package.json chooses', () => {
    const [byPath, byName] = ['packages/crypto/src/by-path.ts', 'packages/crypto/src/by-name.ts'];
    const broken = rulesBrokenWith({
      [byPath]: `import { sha256 } from './verify/sha256-node.ts';`,
      [byName]: `import { sha256 } from '#sha256';`,
    });
    expect(broken).toEqual([`runs-everywhere ${byPath}:1`]);
  });

  it('follow both variants of what package.json chooses', () => {
    const variant = 'packages/crypto/src/verify/sha256-node.ts';
    const broken = rulesBrokenWith({
      [variant]: `export { openSeal as sha256 } from '../open.ts';`,
    });
    expect(broken.some((each) => each.startsWith('server-never-opens apps/server/src/'))).toBe(true);
  });

  it('refuse any library but typebox in the protocol', () => {
    const file = 'packages/protocol/src/planted.ts';
    expect(rulesBrokenWith({ [file]: `import 'fastify';` })).toContain(`few-libraries ${file}:1`);
  });

  it('refuse a cycle', () => {
    const broken = rulesBrokenWith({
      'packages/vault/src/planted-a.ts': `import './planted-b.ts';`,
      'packages/vault/src/planted-b.ts': `import './planted-c.ts';`,
      'packages/vault/src/planted-c.ts': `import './planted-a.ts';`,
    });
    expect(broken).toEqual(['no-cycles packages/vault/src/planted-a.ts:1']);
  });

  it('refuse a workspace that they do not know', () => {
    const broken = rulesBrokenWith({ 'packages/planted/package.json': '{ "name": "@commonseal/planted" }' });
    expect(broken).toEqual(['every-workspace-has-rules packages/planted/package.json:1']);
  });
});

describe('the command `npm run check`', () => {
  let copy: string | undefined;

  afterEach(() => {
    if (copy !== undefined) rmSync(copy, { recursive: true, force: true });
  });

  it('fails on a planted import, naming file, line, rule and reason', { timeout: 120_000 }, () => {
    copy = mkdtempSync(join(tmpdir(), 'commonseal-check-'));
    const passedOver = new Set(['node_modules', 'dist', '.git', 'data', 'test-results', 'docs']);
    cpSync(root, copy, { recursive: true, filter: (path) => !passedOver.has(basename(path)) });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(
      join(copy, 'apps/web/src/ui/planted.ts'),
      `export { openSeal } from '@commonseal/crypto/open';\n`,
    );
    const outcome = spawnSync('npm', ['run', 'check', '--', 'import rules'], {
      cwd: copy,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(outcome.status).not.toBe(0);
    expect(outcome.stdout).toContain('FAIL import rules');
    expect(outcome.stdout).toContain('apps/web/src/ui/planted.ts:1: imports @commonseal/crypto/open');
    expect(outcome.stdout).toContain('ui-stands-alone: building blocks of the screen know neither');
    expect(outcome.stdout).not.toContain('apps/web/src/ui/planted.ts:2');
  });
});
