import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileItems } from '../src/sources/file-items.ts';
import { type Found, walkPaths } from '../src/sources/walk-paths.ts';
import { Ledger } from '../src/state/ledger.ts';
import { StateFolder } from '../src/state/state-folder.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'commonseal-connector-')));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function walk(...paths: string[]): Promise<string[]> {
  const found: Exclude<Found, { kind: 'folder' }>[] = [];
  for await (const one of walkPaths(
    paths.map((path) => join(root, path)),
    join(root, 'own'),
  )) {
    if (one.kind !== 'folder') found.push(one);
  }
  return found.map((one) => {
    const path = one.path.slice(root.length + 1);
    return one.kind === 'file' ? `${path} (${one.source})` : `${one.kind}: ${path} ${one.why}`;
  });
}

describe('walking', () => {
  it('finds all files below a folder in the same order each time', async () => {
    await mkdir(join(root, 'in/b/c'), { recursive: true });
    for (const name of ['in/é', 'in/Z', 'in/a', 'in/b/2', 'in/b/10', 'in/b/c/x', 'in/.hidden']) {
      await writeFile(join(root, name), '');
    }
    expect(await walk('in')).toEqual([
      'in/.hidden (in)',
      'in/Z (in)',
      'in/a (in)',
      'in/b/10 (in/b)',
      'in/b/2 (in/b)',
      'in/b/c/x (in/b/c)',
      'in/é (in)',
    ]);
  });

  it('follows a link that is named and none that it meets', async () => {
    await mkdir(join(root, 'in'));
    await writeFile(join(root, 'in/a'), '');
    await symlink('in', join(root, 'link'));
    await symlink('.', join(root, 'in/loop'));
    expect(await walk('link')).toEqual(['in/a (in)', 'passed: in/loop is a symbolic link']);
  });

  it('leaves its own state out', async () => {
    await mkdir(join(root, 'own'));
    await writeFile(join(root, 'own/keys.json'), '');
    expect(await walk('.')).toEqual(["passed: own is this connector's own state"]);
    expect(await walk('own/keys.json')).toEqual(["passed: own/keys.json is this connector's own state"]);
  });

  it('says what it cannot read and goes on', async () => {
    await writeFile(join(root, 'a'), '');
    const long = 'x'.repeat(300);
    expect(await walk('missing', 'a/b', long, 'a')).toEqual([
      'trouble: missing is not there',
      'trouble: a/b is not there',
      `trouble: ${long} has a name that is too long`,
      `a (${root.split('/').at(-1)})`,
    ]);
  });

  it('does not read through a link that took the place of a folder', async () => {
    await mkdir(join(root, 'outside'));
    await writeFile(join(root, 'outside/secret'), 'secret');
    await mkdir(join(root, 'in'));
    await symlink(join(root, 'outside'), join(root, 'in/sub'));
    const ledger = await Ledger.open(new StateFolder(root), new Uint8Array(32));
    const read = (path: string) => fileItems(join(root, path), 'in', ledger).next();
    await expect(read('in/sub/secret')).rejects.toThrow('is not where it was');
    expect((await read('outside/secret')).done).toBe(false);
  });

  it('passes over pipes, and does not wait for one that took the place of a file', async () => {
    await mkdir(join(root, 'in'));
    execFileSync('mkfifo', [join(root, 'in/pipe')]);
    expect(await walk('in')).toEqual(['passed: in/pipe is neither a file nor a folder']);
    const ledger = await Ledger.open(new StateFolder(root), new Uint8Array(32));
    await expect(fileItems(join(root, 'in/pipe'), 'in', ledger).next()).rejects.toThrow('is no regular file');
  });
});
