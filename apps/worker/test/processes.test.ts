import { chmod, cp, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isChosen } from '../../../e2e/fixtures/sample.ts';
import { WorkerProgram, quickCost } from './support/worker-program.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';
const other = 'walnut-Ferry-73-cobalt-harvest';

/** Where SIGKILL cuts a change off, and whether the new passphrase holds afterwards. */
const cuts = [
  ['attempts flushed', false],
  ['key file begun', false],
  ['key file made', false],
  ['key file written', false],
  ['key file flushed', false],
  ['key file renamed', true],
  ['key file lasting', true],
] as const;

let program: WorkerProgram;
/** A worker with `passphrase`, which nobody changes: tests work with copies. */
let pattern: string;

beforeAll(async () => {
  program = await WorkerProgram.create();
  pattern = await program.stateFolder();
  await program.init(pattern, [passphrase]);
});

afterAll(async () => {
  await program?.remove();
});

async function made(): Promise<string> {
  const state = await program.stateFolder();
  await cp(pattern, state, { recursive: true });
  return state;
}

const unseal = (state: string, typed: string, ...options: string[]) =>
  program.run(state, ['unseal', ...options], [typed]);

describe('a keyholder', () => {
  it('is sealed until the passphrase is typed at a terminal, which shows nothing of it, and after each restart', async () => {
    const state = await program.stateFolder();
    const making = program.atTerminal(state, ['init', ...quickCost]);
    // With a slip that is taken back; the second time it is what was meant.
    let place = await making.said('New passphrase: ');
    making.child.stdin?.write(`${passphrase}é\u007F\r`);
    place = await making.said('The same once more: ', place);
    making.child.stdin?.write(`${passphrase}\r`);
    const { code, output } = await making.ended();
    expect(code).toBe(0);
    expect(output).not.toContain(passphrase.slice(0, 6));
    const fingerprint = (await program.run(state, ['fingerprint'])).output.trim();
    expect(fingerprint).toMatch(/^([0-9A-Z]{5} ){7}[0-9A-Z]{5}$/);
    expect(output).toContain(fingerprint);

    const keyholder = await program.start(state);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 1 });
    const typing = program.atTerminal(state, ['unseal']);
    await typing.said('Passphrase: ');
    typing.child.stdin?.write(`${passphrase}\r`);
    const typed = await typing.ended();
    expect(typed.code).toBe(0);
    expect(typed.output).not.toContain(passphrase.slice(0, 6));
    expect(await program.status(state)).toMatchObject({ kind: 'unsealed' });
    expect((await unseal(state, passphrase)).output).toContain('unsealed already');

    const ended = await keyholder.kill('SIGTERM');
    expect(ended.code).toBe(0);
    expect(await program.status(state)).toEqual({ kind: 'not running' });
    await program.start(state);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 1 });
  });

  it('makes nothing when Ctrl-C ends the question for a passphrase', async () => {
    const state = await program.stateFolder();
    const making = program.atTerminal(state, ['init', ...quickCost]);
    await making.said('New passphrase: ');
    making.child.stdin?.write('\u0003');
    const { code, output } = await making.ended();
    expect(code).toBe(130);
    expect(output).toContain('Stopped. Nothing was changed.');
    await expect(stat(join(state, 'worker.key'))).rejects.toThrow('ENOENT');
  });

  it('is one for each folder; a killed one keeps nobody out, and leaves nothing unsealed', async () => {
    const state = await made();
    const first = await program.start(state);
    const second = await program.run(state, ['start']);
    expect(second.code).toBe(1);
    expect(second.output).toContain(`works with this state folder (process ${first.pid}`);
    expect((await unseal(state, passphrase)).code).toBe(0);
    await first.kill('SIGKILL');
    await program.start(state);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 1 });
    expect((await unseal(state, passphrase)).code).toBe(0);
    expect((await program.run(state, ['seal'])).code).toBe(0);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 1 });
  });

  it('does not start where its memory could be left behind in a core dump, or be debugged', async () => {
    const state = await made();
    const limited = ['/bin/sh', '-c', 'ulimit -c unlimited && exec "$@"', 'sh'];
    const { code, output } = await program.spawn(state, ['start'], { before: limited }).ended();
    expect(code).toBe(1);
    expect(output).toContain('core dump');
    const debugged = ['/bin/sh', '-c', 'ulimit -c 0 && NODE_OPTIONS=--inspect=0 exec "$@"', 'sh'];
    const second = await program.spawn(state, ['start'], { before: debugged }).ended();
    expect(second.code).toBe(1);
    expect(second.output).toContain('Start without --inspect.');
    const keyholder = await program.start(state);
    keyholder.child.kill('SIGUSR1');
    await program.status(state);
    expect(keyholder.output).not.toContain('Debugger listening');
  });

  it('takes a state folder, a key file and a socket of nobody but its owner', async () => {
    const state = await made();
    await program.start(state);
    const modes = await Promise.all(
      ['', 'worker.key', 'keyholder.sock', 'lock'].map(
        async (name) => (await stat(join(state, name))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
    await chmod(join(state, 'worker.key'), 0o640);
    expect((await program.run(state, ['fingerprint'])).output).toContain("chmod 600 '");
    expect((await unseal(state, passphrase)).output).toContain('cannot use its state folder');
    await chmod(join(state, 'worker.key'), 0o600);
    for (const mode of [0o750, 0o701]) {
      await chmod(state, mode);
      const refused = await unseal(state, passphrase);
      expect(refused.code).toBe(1);
      expect(refused.output).toContain(`chmod 700 '${state}'`);
    }
    await chmod(state, 0o700);
    const link = await program.stateFolder();
    await symlink(state, link);
    expect((await program.run(link, ['fingerprint'])).output).toContain('is no folder');
  });

  it('says that a path is too long for a socket', async () => {
    const state = join(await program.stateFolder(), 'x'.repeat(90));
    await program.init(state, [passphrase]);
    const { code, output } = await program.run(state, ['start']);
    expect(code).toBe(1);
    expect(output).toContain('Choose a shorter one with --state, or set XDG_RUNTIME_DIR');
  });
});

describe('a wrong passphrase', () => {
  it('is counted over restarts, and costs pauses from the fifth on; after a right one it begins anew', async () => {
    const state = await made();
    let keyholder = await program.start(state);
    for (const left of [4, 3]) {
      const { code, output } = await unseal(state, other);
      expect(code).toBe(4);
      expect(output).toContain(`${left} more tries before pauses begin`);
    }
    expect((await unseal(state, passphrase)).code).toBe(0);
    await program.run(state, ['seal']);
    for (let wrong = 1; wrong <= 5; wrong += 1) {
      // Killed in between, and asked in another way: it is one count.
      if (wrong === 3) {
        await keyholder.kill('SIGKILL');
        expect((await program.run(state, ['change-passphrase', ...quickCost], [other, other])).code).toBe(4);
        keyholder = await program.start(state);
      } else expect((await unseal(state, other)).code).toBe(4);
    }
    await keyholder.kill('SIGKILL');
    await program.start(state);
    const { code, output } = await unseal(state, passphrase);
    expect(code).toBe(5);
    expect(output).toMatch(/Wrong passphrases too often\. Try again in \d+ s/);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 1 });
  });
});

describe('a new passphrase', () => {
  it.each([
    [['short-7Zq!'], 'too short'],
    [['passwordpassword'], 'too easy to guess'],
    [['qwertyuiop1234'], 'too easy to guess'],
    [[], 'nothing came'],
  ])('is refused with words: %j', async (typed, words) => {
    const state = await program.stateFolder();
    const { code, output } = await program.run(state, ['init', ...quickCost], typed);
    expect(code).toBe(1);
    expect(output).toContain(words);
    await expect(stat(join(state, 'worker.key'))).rejects.toThrow('ENOENT');
  });

  it('takes the place of the old one, by the keyholder or without one; the worker stays the same', async () => {
    const state = await made();
    const { output: before } = await program.run(state, ['fingerprint']);
    const third = 'sextant-Plum-52-drizzle-anchor';
    expect((await program.run(state, ['change-passphrase', ...quickCost], [passphrase, other])).code).toBe(0);
    await program.start(state);
    expect((await program.run(state, ['change-passphrase', ...quickCost], [other, third])).code).toBe(0);
    for (const old of [passphrase, other]) expect((await unseal(state, old)).code).toBe(4);
    expect((await unseal(state, third)).code).toBe(0);
    expect((await program.run(state, ['fingerprint'])).output).toBe(before);
  });

  it.each(cuts.filter((_, at) => isChosen(at, 3)))(
    'that is cut off by SIGKILL at "%s" leaves the old one or the new one, whole',
    async (step, isNew) => {
      const [holds, fails] = isNew ? [other, passphrase] : [passphrase, other];
      const state = await made();
      const typed = `${passphrase}\n${other}\n`;
      const args = [step, 'change-passphrase', ...quickCost, '--passphrase-fd', '0'];
      const cut = await program.spawn(state, args, { program: program.dying, typed }).ended();
      expect(cut.signal).toBe('SIGKILL');
      await program.start(state);
      expect((await unseal(state, fails)).code).toBe(4);
      expect((await unseal(state, holds)).code).toBe(0);
    },
  );
});

describe('several operators', () => {
  it('unseal when as many as it takes have typed theirs, each with a count of their own', async () => {
    const passphrases = [passphrase, other, 'sextant-Plum-52-drizzle-anchor'];
    const state = await program.stateFolder();
    await program.init(state, passphrases, ['--operators', '3', '--threshold', '2']);
    await program.start(state);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 2 });
    expect((await unseal(state, passphrase)).output).toContain('Say which of the 3 operators types');
    expect((await unseal(state, passphrase, '--operator', '2')).code).toBe(4);
    const first = await unseal(state, passphrases[2] ?? '', '--operator', '3');
    expect(first.output).toContain('1 more operator has to type theirs');
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 1 });
    // The same one again is not the other one.
    expect((await unseal(state, passphrases[2] ?? '', '--operator', '3')).output).toContain(
      'typed theirs already',
    );
    expect((await unseal(state, passphrase, '--operator', '1')).output).toContain('is unsealed');
    expect(await program.status(state)).toMatchObject({ kind: 'unsealed' });
    await program.run(state, ['seal']);
    expect(await program.status(state)).toEqual({ kind: 'sealed', missing: 2 });
    // One of them changes theirs, and the others notice nothing.
    const changed = 'kettle-Raven-88-orchard-velvet';
    const change = ['change-passphrase', ...quickCost, '--operator', '2'];
    expect((await program.run(state, change, [other, changed])).code).toBe(0);
    expect((await unseal(state, passphrase, '--operator', '1')).code).toBe(0);
    expect((await unseal(state, changed, '--operator', '2')).output).toContain('is unsealed');
  });
});
