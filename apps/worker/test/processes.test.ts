import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSample } from '../../../e2e/fixtures/sample.ts';
import { knownSecrets } from './support/known-secrets.ts';
import { findInFiles, findSecrets, findShown, scanMemory } from './support/process-memory.ts';
import { WorkerCommands, quickCost } from './support/worker-commands.ts';
import { WorkerProgram } from '../../../e2e/fixtures/worker-program.ts';

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

/** What asks the processes need not be one. */
const commands = new WorkerCommands();
let program: WorkerProgram;
/** A worker with `passphrase`, which nobody changes: tests work with copies. */
let pattern: string;

beforeAll(async () => {
  program = await WorkerProgram.create();
  pattern = await commands.stateFolder();
  await commands.init(pattern, [passphrase]);
});

afterEach(() => commands.endAll());

afterAll(async () => {
  await program?.remove();
  await commands.remove();
});

async function made(): Promise<string> {
  const state = await commands.stateFolder();
  await cp(pattern, state, { recursive: true });
  return state;
}

const unseal = (state: string, typed: string) => commands.run(state, ['unseal'], [typed]);

describe('a keyholder', () => {
  it('is sealed until the passphrase is typed at a terminal, which shows nothing of it, and after each restart', async () => {
    const state = await commands.stateFolder();
    const making = program.atTerminal(state, ['init', ...quickCost]);
    // With a slip that is taken back; the second time it is what was meant.
    let place = await making.said('New passphrase: ');
    making.child.stdin?.write(`${passphrase}é\u007F\r`);
    place = await making.said('The same once more: ', place);
    making.child.stdin?.write(`${passphrase}\r`);
    const { code, output } = await making.ended();
    expect(code).toBe(0);
    expect(output).not.toContain(passphrase.slice(0, 6));
    const fingerprint = (await commands.run(state, ['fingerprint'])).output;
    expect(fingerprint).toMatch(/^([0-9A-Z]{5} ){7}[0-9A-Z]{5}$/);
    expect(output).toContain(fingerprint);

    const keyholder = await program.start(state);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 1 });
    const typing = program.atTerminal(state, ['unseal']);
    await typing.said('Passphrase: ');
    typing.child.stdin?.write(`${passphrase}\r`);
    const typed = await typing.ended();
    expect(typed.code).toBe(0);
    expect(typed.output).not.toContain(passphrase.slice(0, 6));
    expect(await commands.status(state)).toMatchObject({ kind: 'unsealed' });
    expect((await unseal(state, passphrase)).output).toContain('unsealed already');

    const ended = await keyholder.kill('SIGTERM');
    expect(ended.code).toBe(0);
    expect(await commands.status(state)).toEqual({ kind: 'not running' });
    await commands.start(state);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 1 });
  });

  it('makes nothing when Ctrl-C ends the question for a passphrase', async () => {
    const state = await commands.stateFolder();
    const making = program.atTerminal(state, ['init', ...quickCost]);
    await making.said('New passphrase: ');
    making.child.stdin?.write('\u0003');
    const { code, output } = await making.ended();
    expect(code).toBe(130);
    expect(output).toContain('Stopped. Nothing was changed.');
    await expect(stat(join(state, 'worker.key'))).rejects.toThrow('ENOENT');
  });

  it('is one for each folder, opens no debugger; a killed one keeps nobody out, and leaves nothing unsealed', async () => {
    const state = await made();
    const first = await program.start(state);
    const second = await commands.run(state, ['start']);
    expect(second.code).toBe(1);
    expect(second.output).toContain(`works with this state folder (process ${first.pid}`);
    first.child.kill('SIGUSR1');
    expect((await unseal(state, passphrase)).code).toBe(0);
    expect(first.output).not.toContain('Debugger listening');
    await first.kill('SIGKILL');
    await commands.start(state);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 1 });
    expect((await unseal(state, passphrase)).code).toBe(0);
    expect((await commands.run(state, ['seal'])).code).toBe(0);
    expect(await commands.status(state)).toEqual({ kind: 'sealed', missing: 1 });
  });

  it.each([
    ['ulimit -c unlimited', 'start', 'core dump'],
    ['ulimit -c 0 && export NODE_OPTIONS=--inspect=0', 'unseal', 'Start without --inspect.'],
  ])('has no secret where its memory could be read: %s', async (first, command, words) => {
    const before = ['/bin/sh', '-c', `${first} && exec "$@"`, 'sh'];
    const { code, output } = await program.spawn(pattern, [command], { before }).ended();
    expect(code).toBe(1);
    expect(output).toContain(words);
  });
});

describe('memory', () => {
  it('of an unsealed keyholder has the seed, and of the same process after `seal` it has not; nothing else ever has', async () => {
    const state = await made();
    const keyholder = await program.start(state);
    const secrets = await knownSecrets(state, [passphrase]);
    const look = () => scanMemory(keyholder.pid, secrets);

    expect((await unseal(state, passphrase)).code).toBe(0);
    // Neither the passphrase nor what it opens: they are forgotten as soon as they have served.
    expect(look()).toEqual(['receiving key, raw', 'seed, raw', 'signing key, raw']);
    await commands.run(state, ['seal']);
    expect(look()).toEqual([]);

    // A wrong one, one after it, and a new one leave nothing either.
    expect((await unseal(state, 'not the passphrase')).code).toBe(4);
    expect((await unseal(state, passphrase)).code).toBe(0);
    await commands.run(state, ['seal']);
    const changed = await commands.run(state, ['change-passphrase'], [passphrase, other]);
    expect(changed.code).toBe(0);
    expect(scanMemory(keyholder.pid, { ...secrets, next: Buffer.from(other) })).toEqual([]);

    expect(findShown(keyholder.pid, secrets)).toEqual([]);
    expect(findInFiles(state, secrets)).toEqual([]);
    expect(findSecrets(Buffer.from(keyholder.output), secrets)).toEqual([]);
  });

  it.each([2].filter(() => !isSample))(
    'of a keyholder that %i operators unsealed has nothing after `seal` either',
    async (operators) => {
      const state = await commands.stateFolder();
      const passphrases = [passphrase, other];
      await commands.init(state, passphrases, ['--operators', String(operators)]);
      const keyholder = await program.start(state);
      const secrets = await knownSecrets(state, passphrases);
      for (const [at, typed] of passphrases.entries())
        await commands.run(state, ['unseal', '--operator', String(at + 1)], [typed]);
      expect(scanMemory(keyholder.pid, secrets)).toContain('seed, raw');
      await commands.run(state, ['seal']);
      expect(scanMemory(keyholder.pid, secrets)).toEqual([]);
    },
  );
});

// Where less is run, the tests of `Opening` stand for these: they stop at the same steps.
it.each(cuts.filter(() => !isSample))(
  'a change of a passphrase that is cut off by SIGKILL at "%s" leaves the old one or the new one, whole',
  async (step, isNew) => {
    const state = await made();
    const typed = `${passphrase}\n${other}\n`;
    const args = [step, 'change-passphrase', '--passphrase-fd', '0'];
    const cut = await program.spawn(state, args, { program: await program.dying(), typed }).ended();
    expect(cut.signal).toBe('SIGKILL');
    await commands.start(state);
    expect((await unseal(state, isNew ? passphrase : other)).code).toBe(4);
    expect((await unseal(state, isNew ? other : passphrase)).code).toBe(0);
  },
);
