import files, { access, chmod, cp, lstat, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Attempts } from '../src/state/attempts.ts';
import { parseKeyFile } from '../src/state/key-file.ts';
import { Stop } from '../src/stop.ts';
import { WorkerCommands, quickCost } from './support/worker-commands.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';
const other = 'walnut-Ferry-73-cobalt-harvest';
const third = 'sextant-Plum-52-drizzle-anchor';

const commands = new WorkerCommands();
/** A worker with `passphrase`, which nobody changes: tests work with copies. */
let pattern: string;

beforeAll(async () => {
  pattern = await commands.stateFolder();
  await commands.init(pattern, [passphrase]);
});

afterEach(() => commands.endAll());
afterAll(() => commands.remove());

async function made(state?: string): Promise<string> {
  const folder = state ?? (await commands.stateFolder());
  await cp(pattern, folder, { recursive: true });
  return folder;
}

const unseal = (state: string, typed: string, ...options: string[]) =>
  commands.run(state, ['unseal', ...options], [typed]);
const change = (state: string, typed: readonly string[], ...options: string[]) =>
  commands.run(state, ['change-passphrase', ...options], typed);

describe('a keyholder', () => {
  it('is started for accounts by their ids, and by nothing else', async () => {
    const state = await made();
    const refused = await commands.run(state, ['start', '--account', 'everybody']);
    expect([refused.code, refused.output.includes('--account takes the id')]).toEqual([2, true]);
    const list = join(state, 'worker.key');
    expect((await commands.run(state, ['start', '--accounts', list])).output).toContain(
      'Line 1 of --accounts',
    );
    expect((await commands.run(state, ['start', '--accounts', `${list}.none`])).output).toContain('ENOENT');
    await commands.start(state, {}, ['--account', 'A'.repeat(43), '--account', `${'A'.repeat(42)}E`]);
  });

  it('takes a state folder, a key file and a socket of nobody but its owner', async () => {
    const state = await made();
    await commands.start(state);
    const modes = await Promise.all(
      ['', 'worker.key', 'keyholder.sock', 'lock'].map(
        async (name) => (await stat(join(state, name))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
    await chmod(join(state, 'worker.key'), 0o640);
    expect((await commands.run(state, ['fingerprint'])).output).toContain("chmod 600 '");
    expect((await unseal(state, passphrase)).output).toContain('cannot use its state folder');
    await chmod(join(state, 'worker.key'), 0o600);
    for (const mode of [0o750, 0o701]) {
      await chmod(state, mode);
      const refused = await unseal(state, passphrase);
      expect(refused.code).toBe(1);
      expect(refused.output).toContain(`chmod 700 '${state}'`);
    }
    await chmod(state, 0o700);
    const link = await commands.stateFolder();
    await symlink(state, link);
    expect((await commands.run(link, ['fingerprint'])).output).toContain('is no folder');
  });

  it('is made in no folder behind a link, whose mode stays as it was', async () => {
    const [target, link] = [await commands.stateFolder(), await commands.stateFolder()];
    await mkdir(target, { mode: 0o755 });
    await symlink(target, link);
    expect((await commands.run(link, ['init', ...quickCost], [passphrase])).output).toContain('is no folder');
    expect((await lstat(target)).mode & 0o777).toBe(0o755);
  });

  it('is made on no file system that has no modes', async () => {
    const state = await commands.stateFolder();
    await mkdir(state, { mode: 0o755 });
    vi.spyOn(files, 'chmod').mockResolvedValue();
    syncBuiltinESMExports();
    const { code, output } = await commands.run(state, ['init', ...quickCost], [passphrase]);
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    expect(code).toBe(1);
    expect(output).toContain(`chmod 700 '${state}'`);
  });

  it('that is asked to end writes what is under way before it gives its lock back', async () => {
    const state = await made();
    const keyholder = await commands.start(state);
    const changing = change(state, [passphrase, other]);
    // The count is written just before the passphrase is tried, which takes longer than all that follows here.
    await expect
      .poll(() => access(join(state, 'attempts.json')).then(() => 'begun'), { timeout: 20_000, interval: 10 })
      .toBe('begun');
    const { code, output } = await keyholder.end();
    const written = await readFile(join(state, 'worker.key'));
    expect(written.equals(await readFile(join(pattern, 'worker.key')))).toBe(false);
    expect((await changing).code).toBe(0);
    expect(code).toBe(0);
    expect(output).toContain('has ended');
  });

  it('has its socket elsewhere where a path is too long for one; commands know when none runs, and one needs none', async () => {
    const state = await made(join(await commands.stateFolder(), 'x'.repeat(90)));
    const { code, output } = await commands.run(state, ['start']);
    expect(code).toBe(1);
    expect(output).toContain('Choose a shorter one with --state, or set XDG_RUNTIME_DIR');
    const environment = { XDG_RUNTIME_DIR: await commands.stateFolder() };
    const status = await commands.run(state, ['status'], undefined, { environment });
    expect(status.output).toContain('not running');
    expect((await commands.run(state, ['seal'], undefined, { environment })).output).toContain(
      'No keyholder runs',
    );
    await mkdir(environment.XDG_RUNTIME_DIR, { mode: 0o700 });
    await commands.start(state, { environment });
    // A keyholder that cannot be found is still not worked beside.
    expect((await change(state, [passphrase, other])).output).toContain('works with this state folder');
    await commands.endAll();
    expect((await change(state, [passphrase, other])).code).toBe(0);
  });

  it('is given no secret by a process that would not keep it', async () => {
    const unprotected = () => {
      throw new Stop('unprotected', 'not here');
    };
    const codes = await Promise.all(
      ['init', 'start', 'unseal', 'change-passphrase', 'fingerprint', 'status'].map(async (command) => {
        const { output } = await commands.run(pattern, [command], [], { requireProtected: unprotected });
        return output === 'not here';
      }),
    );
    expect(codes).toEqual([true, true, true, true, false, false]);
  });
});

describe('a wrong passphrase', () => {
  it('is counted over restarts, and costs pauses from the fifth on; after a right one it begins anew', async () => {
    const state = await made();
    const keyholder = await commands.start(state);
    const wrong = await unseal(state, other);
    expect(wrong.code).toBe(4);
    expect(wrong.output).toContain('4 more tries before pauses begin');
    expect((await unseal(state, passphrase)).code).toBe(0);
    await keyholder.end();
    const attempts = new Attempts(join(state, 'attempts.json'));
    for (let failed = 1; failed <= 3; failed += 1) await attempts.begin(1);
    // Asked in another way, it is the same count.
    const fourth = await change(state, [other, other]);
    expect(fourth.code).toBe(4);
    expect(fourth.output).toContain('One more try before pauses begin');
    await commands.start(state);
    expect((await unseal(state, other)).code).toBe(4);
    const paused = await unseal(state, passphrase);
    expect(paused.code).toBe(5);
    expect(paused.output).toMatch(/Wrong passphrases too often\. Try again in \d+ s/);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 1 });
  });
});

describe('a new passphrase', () => {
  it.each([
    [['short-7Zq!'], 'too short'],
    [['passwordpassword'], 'too easy to guess'],
    [['qwertyuiop1234'], 'too easy to guess'],
    [[], 'nothing came'],
  ])('is refused with words: %j', async (typed, words) => {
    const state = await commands.stateFolder();
    const { code, output } = await commands.run(state, ['init', ...quickCost], typed);
    expect(code).toBe(1);
    expect(output).toContain(words);
    await expect(stat(join(state, 'worker.key'))).rejects.toThrow('ENOENT');
  });

  it('takes the place of the old one, by the keyholder or without one, at the same cost unless asked; the worker stays the same', async () => {
    const state = await made();
    const cost = async () => parseKeyFile(await readFile(join(state, 'worker.key'))).slots[0]?.cost;
    const { output: before } = await commands.run(state, ['fingerprint']);
    const dearer = await change(state, [passphrase, other], '--memory', '65');
    expect(dearer.code).toBe(0);
    expect(dearer.output).not.toContain('instead of');
    // Not the passes that a new worker would have.
    expect(await cost()).toEqual({ memoryKiB: 65 * 1024, passes: 3 });
    await commands.start(state);
    const cheaper = await change(state, [other, third], '--memory', '64');
    expect(cheaper.code).toBe(0);
    expect(cheaper.output).toContain('64 MiB, 3 passes instead of 65 MiB, 3 passes');
    expect(await cost()).toEqual({ memoryKiB: 64 * 1024, passes: 3 });
    expect((await unseal(state, other)).code).toBe(4);
    expect((await unseal(state, third)).code).toBe(0);
    expect((await commands.run(state, ['fingerprint'])).output).toBe(before);
  });
});

describe('several operators', () => {
  it('unseal when as many as it takes have typed theirs, each with a count of their own', async () => {
    const passphrases = [passphrase, other, third];
    const state = await commands.stateFolder();
    await commands.init(state, passphrases, ['--operators', '3', '--threshold', '2']);
    await commands.start(state);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 2 });
    expect((await unseal(state, passphrase)).output).toContain('Say which of the 3 operators types');
    expect((await unseal(state, passphrase, '--operator', '2')).code).toBe(4);
    const first = await unseal(state, third, '--operator', '3');
    expect(first.output).toContain('1 more operator has to type theirs');
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 1 });
    // The same one again is not the other one.
    expect((await unseal(state, third, '--operator', '3')).output).toContain('typed theirs already');
    // One of them changes theirs, and the others notice nothing.
    const changed = 'kettle-Raven-88-orchard-velvet';
    expect((await change(state, [other, changed], '--operator', '2')).code).toBe(0);
    expect((await unseal(state, changed, '--operator', '2')).output).toContain('is unsealed');
    expect(await commands.status(state)).toMatchObject({ kind: 'unsealed' });
    await commands.run(state, ['seal']);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 2 });
  });
});
