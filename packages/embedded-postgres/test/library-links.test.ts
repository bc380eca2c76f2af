import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { linkLibraries } from '../src/library-links.ts';
import { canUseRepository, freshFolder } from './folders.ts';

describe('links to the shared libraries', () => {
  let root: string;
  let fallback: string;
  let link: string;

  beforeEach(() => {
    const { folder } = freshFolder();
    root = join(folder, 'package');
    fallback = join(folder, 'libraries');
    link = join(root, 'native/lib/libpq.so.5');
    mkdirSync(join(root, 'native/lib'), { recursive: true });
    writeFileSync(join(root, 'native/lib/libpq.so.5.18'), 'library');
    const list = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(list));
  });

  it('are made where the installation did not make them', () => {
    expect(linkLibraries(root, fallback)).toEqual({});
    expect(readlinkSync(link)).toBe('libpq.so.5.18');
    expect(readFileSync(link, 'utf8')).toBe('library');
    expect(existsSync(fallback)).toBe(false);
  });

  it('are left alone where they are', () => {
    symlinkSync('./libpq.so.5.18', link);
    linkLibraries(root, fallback);
    expect(readlinkSync(link)).toBe('./libpq.so.5.18');
  });

  it('are made again where they lead nowhere', () => {
    symlinkSync('/gone/libpq.so.5.18', link);
    linkLibraries(root, fallback);
    expect(readFileSync(link, 'utf8')).toBe('library');
  });

  it('are made elsewhere where the package belongs to somebody else', () => {
    const isRoot = process.geteuid?.() === 0;
    const stranger = 1000;
    if (isRoot && !canUseRepository(stranger)) return;
    const home = join(root, '../home');
    mkdirSync(home);
    chmodSync(join(root, 'native/lib'), 0o555);
    if (isRoot) {
      chmodSync(join(root, '..'), 0o755);
      chownSync(home, stranger, stranger);
    }
    const module = pathToFileURL(join(import.meta.dirname, '../src/library-links.ts')).href;
    const call = `linkLibraries(${JSON.stringify(root)}, ${JSON.stringify(join(home, 'libraries'))})`;
    const code = `import { linkLibraries } from '${module}'; console.log(JSON.stringify(${call}), JSON.stringify(${call}));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', code],
      {
        ...(isRoot ? { uid: stranger, gid: stranger } : {}),
        env: { HOME: home, TMPDIR: home },
        encoding: 'utf8',
      },
    );
    chmodSync(join(root, 'native/lib'), 0o755);
    const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
    const expected = JSON.stringify({ [variable]: `${join(home, 'libraries')}:${join(root, 'native/lib')}` });
    expect(stdout.trim() || stderr).toBe(`${expected} ${expected}`);
    expect(readFileSync(join(home, 'libraries/libpq.so.5'), 'utf8')).toBe('library');
    expect(existsSync(link)).toBe(false);
  });
});
