import { chmod, chown, lchown, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requirePrivateFolder } from '../src/state/private-modes.ts';
import { requireTrustedPath } from '../src/state/trusted-path.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonseal-path-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A private folder in one of the given mode. */
async function within(name: string, mode: number): Promise<string> {
  const parent = join(folder, name);
  await mkdir(join(parent, 'private'), { recursive: true, mode: 0o700 });
  await chmod(parent, mode);
  return join(parent, 'private');
}

it.each([
  [0o755, 'is taken'],
  [0o1777, 'is taken'],
  [0o777, 'Others may write to'],
  [0o770, 'Others may write to'],
])('a private folder in one of mode %o: %s', async (mode, words) => {
  const path = await within('parent', mode);
  const outcome = await requirePrivateFolder(path).then(
    () => 'is taken',
    (error: unknown) => String(error),
  );
  expect(outcome).toContain(words);
});

it('a path is looked at as it leads, over links, and not as it is written', async () => {
  const open = join(await within('open', 0o777), '..');
  const target = await within('target', 0o755);
  await symlink(join(target, '..'), join(open, 'link'));
  await symlink(join(open, 'link'), join(folder, 'first'));
  // Both ends are as they should be; the link between is anybody's to change.
  await expect(requirePrivateFolder(join(folder, 'first', 'private'))).rejects.toThrow(`write to ${open}`);
  await chmod(open, 0o755);
  await requirePrivateFolder(join(folder, 'first', 'private'));
  await symlink('first/../target', join(folder, 'second'));
  await requirePrivateFolder(join(folder, 'second', 'private'));
});

it('a folder in one of another user is refused', async () => {
  const path = await within('parent', 0o755);
  const own = process.getuid?.() ?? 0;
  // Whoever is not root can give no folder away, but ask for somebody else.
  if (own === 0) await chown(join(folder, 'parent'), 65_534, 65_534);
  await expect(requireTrustedPath(path, own === 0 ? own : own + 1)).rejects.toThrow(
    'belongs to another user',
  );
});

it('a path over a loop of links is refused', async () => {
  await symlink('second', join(folder, 'first'));
  await symlink('first', join(folder, 'second'));
  await expect(requireTrustedPath(join(folder, 'first', 'private'))).rejects.toThrow('too many links');
});

it('a link of another user is refused, wherever it leads', async () => {
  // Where nothing else is another user's.
  const link = join(await realpath(tmpdir()), `${basename(folder)}-link`);
  await symlink('/usr', link);
  const own = process.getuid?.() ?? 0;
  if (own === 0) await lchown(link, 65_534, 65_534);
  const asked = requireTrustedPath(join(link, 'lib'), own === 0 ? own : own + 1);
  await expect(asked).rejects.toThrow(`${link} belongs to another user`);
  await rm(link);
});
