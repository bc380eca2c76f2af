import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '../src/index.ts';
import {
  canUseRepository,
  freshFolder,
  livePostmaster,
  query,
  removePrepared,
  requirePostmaster,
  stoppedCluster,
} from './folders.ts';
import type { ParentOptions } from './parent.ts';
import { Parent } from './parent.ts';

afterAll(removePrepared);

const isRoot = process.geteuid?.() === 0;
const nobodyId = 65534;
const ordinaryId = 1000;
const ordinary = isRoot ? { uid: ordinaryId, gid: ordinaryId } : {};

function startParent(data: string, options: ParentOptions): Parent {
  const parent = new Parent(data, options);
  onTestFinished(() => parent.kill());
  return parent;
}

describe('an ordinary user', () => {
  if (isRoot && !canUseRepository(ordinaryId)) return;

  it('runs the server, finds the data again, and stops it', async () => {
    const { folder, data } = freshFolder();
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    if (isRoot) {
      chownSync(folder, ordinaryId, ordinaryId);
      chownSync(home, ordinaryId, ordinaryId);
    }
    const options = { ...ordinary, env: { HOME: home, TMPDIR: home } };
    const first = startParent(data, options);
    await query(await first.ready(), `create table kept as select 'mine' as text`);
    await first.stop();
    const second = startParent(data, options);
    expect(await query(await second.ready(), 'select text from kept')).toEqual(['mine']);
    expect(statSync(data).uid).toBe(isRoot ? ordinaryId : process.geteuid?.());
    await second.stop();
    expect(livePostmaster(data)).toBeUndefined();
  });

  it('is told when the folder is not for them to write', async () => {
    const { folder, data } = await stoppedCluster();
    chmodSync(folder, isRoot ? 0o755 : 0o500);
    onTestFinished(() => chmodSync(folder, 0o700));
    const parent = startParent(data, ordinary);
    expect(await parent.next()).toMatchObject({
      code: 'folder_not_writable',
      message: expect.stringContaining(data),
    });
  });
});

if (isRoot) {
  describe('root', () => {
    it('runs the server with files of its own in a folder closed to all others', async () => {
      const { folder, data } = await stoppedCluster();
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      const server = await startEmbeddedPostgres({ dataDirectory: data });
      expect(await query(server.connectionString, 'select 1')).toEqual([1]);
      await server.stop();
    });

    if (!canUseRepository(ordinaryId)) return;

    it('leaves the data of an ordinary user to that user', async () => {
      const { folder, data } = freshFolder();
      chownSync(folder, ordinaryId, ordinaryId);
      const first = startParent(data, { ...ordinary, env: { HOME: folder, TMPDIR: folder } });
      await query(await first.ready(), `create table kept as select 'mine' as text`);
      await first.kill('SIGKILL');
      process.kill(requirePostmaster(data), 'SIGKILL');

      const asRoot = await startEmbeddedPostgres({ dataDirectory: data });
      expect(statSync(`/proc/${requirePostmaster(data)}`).uid).toBe(ordinaryId);
      await asRoot.stop();

      const second = startParent(data, { ...ordinary, env: { HOME: folder, TMPDIR: folder } });
      expect(await query(await second.ready(), 'select text from kept')).toEqual(['mine']);
      await second.stop();
    });
  });

  describe('root where namespaces are forbidden', () => {
    if (!canUseRepository(nobodyId)) return;
    // No unshare is found on this path.
    const withoutUnshare = { env: { PATH: '/nowhere' } };

    it('creates and runs the server as nobody, in a folder closed to all others', async () => {
      const { folder, data } = freshFolder();
      const parent = startParent(data, withoutUnshare);
      expect(await query(await parent.ready(), 'select 1')).toEqual([1]);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(folder).uid).toBe(0);
      expect(statSync(data).uid).toBe(nobodyId);
      expect(statSync(`/proc/${requirePostmaster(data)}`).uid).toBe(nobodyId);
      await parent.stop();
      expect(livePostmaster(data)).toBeUndefined();
    });

    it('hands existing data over to nobody, and goes on so where namespaces are allowed again', async () => {
      const { data } = await stoppedCluster();
      expect(statSync(data).uid).toBe(0);
      const parent = startParent(data, withoutUnshare);
      await query(await parent.ready(), `create table kept as select 'still here' as text`);
      await parent.stop();
      expect(statSync(join(data, 'global/pg_control')).uid).toBe(nobodyId);

      const server = await startEmbeddedPostgres({ dataDirectory: data });
      expect(await query(server.connectionString, 'select text from kept')).toEqual(['still here']);
      await server.stop();
    });

    if (!existsSync('/usr/bin/setpriv')) return;

    it('recognises its server without the sight of other users’ processes, as in a container', async () => {
      const { data } = await stoppedCluster();
      const options = { ...withoutUnshare, prefix: ['/usr/bin/setpriv', '--bounding-set=-sys_ptrace'] };
      const first = startParent(data, options);
      await first.ready();
      const pid = requirePostmaster(data);
      await first.kill('SIGKILL');
      const second = startParent(data, options);
      await second.ready();
      expect(requirePostmaster(data)).toBe(pid);
      await second.stop();
      expect(livePostmaster(data)).toBeUndefined();
    });
  });
}
