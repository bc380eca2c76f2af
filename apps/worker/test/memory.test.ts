import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { cryptoReady } from '@commonseal/crypto/verify';
import { isSample } from '../../../e2e/fixtures/sample.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeys, openPart } from '../src/keyholder/key-ring.ts';
import { parseKeyFile } from '../src/state/key-file.ts';
import { findSecrets, scanMemory } from './support/process-memory.ts';
import { WorkerCommands } from './support/worker-commands.ts';
import { WorkerProgram } from './support/worker-program.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';

/** What asks the keyholder need not be a process. */
const commands = new WorkerCommands();
let program: WorkerProgram;

beforeAll(async () => {
  await cryptoReady();
  program = await WorkerProgram.create();
});

afterAll(async () => {
  await program?.remove();
  await commands.remove();
});

type Secrets = Readonly<Record<string, Uint8Array>>;

const copyOf = (secret: GuardedSecret) => secret.use((bytes) => bytes.slice());

/** What only whoever has key file and passphrases can know. */
async function secretsOf(state: string, passphrases = [passphrase]): Promise<Secrets> {
  const file = parseKeyFile(readFileSync(join(state, 'worker.key')));
  const parts = await Promise.all(
    passphrases.map((typed, at) => openPart(file, at + 1, GuardedSecret.takenFrom(Buffer.from(typed)))),
  );
  const keys = await openKeys(file, parts);
  const [part = keys.seed] = parts;
  return {
    seed: copyOf(keys.seed),
    'signing key': copyOf(keys.signingKey).subarray(0, 32),
    'receiving key': copyOf(keys.receivingKey),
    part: copyOf(part),
    passphrase: Buffer.from(passphrase),
  };
}

/** In whatever a process leaves or shows beside its memory. */
function findOutside(pid: number, secrets: Secrets): string[] {
  return ['environ', 'cmdline'].flatMap((name) => findSecrets(readFileSync(`/proc/${pid}/${name}`), secrets));
}

/** A process and all that it has started. */
function processesBelow(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return [pid, ...children.flatMap((child) => processesBelow(Number(child)))];
}

function findInFiles(folder: string, secrets: Secrets): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() ? findSecrets(readFileSync(path), secrets) : [];
  });
}

describe('memory', () => {
  it('of an unsealed keyholder has the seed, and of the same process after `seal` it has not; nothing else ever has', async () => {
    const state = await commands.stateFolder();
    await commands.init(state, [passphrase]);
    const keyholder = await program.start(state);
    const secrets = await secretsOf(state);
    const look = () => scanMemory(keyholder.pid, secrets);

    const typing = program.atTerminal(state, ['unseal']);
    await typing.said('Passphrase: ');
    expect(processesBelow(typing.pid).flatMap((pid) => findOutside(pid, secrets))).toEqual([]);
    typing.child.stdin?.write(`${passphrase}\r`);
    const typed = await typing.ended();
    expect(typed.code).toBe(0);
    // Neither the passphrase nor what it opens: they are forgotten as soon as they have served.
    expect(look()).toEqual(['receiving key, raw', 'seed, raw', 'signing key, raw']);

    expect((await commands.run(state, ['seal'])).code).toBe(0);
    expect(look()).toEqual([]);

    // A wrong one, one that arrives through a pipe, and a new one leave nothing either.
    await commands.run(state, ['unseal'], ['not the passphrase']);
    await commands.run(state, ['unseal'], [passphrase]);
    expect(look()).toContain('seed, raw');
    await commands.run(state, ['seal']);
    const next = 'walnut-Ferry-73-cobalt-harvest';
    await commands.run(state, ['change-passphrase'], [passphrase, next]);
    expect(scanMemory(keyholder.pid, { ...secrets, next: Buffer.from(next) })).toEqual([]);

    expect(findOutside(keyholder.pid, secrets)).toEqual([]);
    expect(findInFiles(state, secrets)).toEqual([]);
    expect(findSecrets(Buffer.from(`${keyholder.output}${typed.output}`), secrets)).toEqual([]);
  });

  it.each([2].filter(() => !isSample))(
    'of a keyholder that %i operators unsealed has nothing after `seal` either',
    async (operators) => {
      const state = await commands.stateFolder();
      const passphrases = [passphrase, 'walnut-Ferry-73-cobalt-harvest'];
      await commands.init(state, passphrases, ['--operators', String(operators)]);
      const keyholder = await program.start(state);
      const secrets = { ...(await secretsOf(state, passphrases)), second: Buffer.from(passphrases[1] ?? '') };
      for (const [at, typed] of passphrases.entries())
        await commands.run(state, ['unseal', '--operator', String(at + 1)], [typed]);
      expect(scanMemory(keyholder.pid, secrets)).toContain('seed, raw');
      await commands.run(state, ['seal']);
      expect(scanMemory(keyholder.pid, secrets)).toEqual([]);
    },
  );
});
