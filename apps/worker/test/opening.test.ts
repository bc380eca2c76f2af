import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { costFloor } from '@commonseal/guarded/argon2id';
import { handOver } from '@commonseal/guarded/handover';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { cryptoReady } from '@commonseal/crypto/verify';
import { replaceDurably } from '@commonseal/local-program/durable-files';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { isChosen } from '../../../e2e/fixtures/sample.ts';
import { makeKeyFile } from '../src/keyholder/key-ring.ts';
import { Opening, type Step } from '../src/keyholder/opening.ts';
import { KeyholderService } from '../src/keyholder/service.ts';
import { Attempts } from '../src/state/attempts.ts';
import { type KeyFile, encodeKeyFile } from '../src/state/key-file.ts';
import { StateFolder } from '../src/state/state-folder.ts';

const guarded = (text: string) => GuardedSecret.takenFrom(Buffer.from(text));
const right = () => guarded('the right passphrase');

let file: KeyFile;
let state: StateFolder;

beforeAll(async () => {
  await cryptoReady();
  file = await makeKeyFile([right()], { threshold: 1, cost: costFloor });
});

beforeEach(async () => {
  state = new StateFolder(await mkdtemp(join(tmpdir(), 'commonseal-opening-')));
  await replaceDurably(state.keyFile, encodeKeyFile(file));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(state.path, { recursive: true });
});

async function handoverKey(service: KeyholderService): Promise<Uint8Array> {
  const { key } = (await service.answer({ request: 'handoverKey', body: {} })) as { key: string };
  return parseBase64url(key);
}

function unseal(service: KeyholderService, key: Uint8Array): Promise<unknown> {
  const passphrase = encodeBase64url(handOver(right(), key));
  return service.answer({ request: 'unseal', body: { operator: 1, passphrase } });
}

class CutOff extends Error {}

/** @param time which time that the step is reached */
function cutOffAt(cut: Step, time = 1): (step: Step) => void {
  let times = 0;
  return (step) => {
    if (step === cut) times += 1;
    if (step === cut && times === time) throw new CutOff();
  };
}

const cuts = [
  ['key file begun', false],
  ['key file written', false],
  ['key file flushed', false],
  ['key file renamed', true],
] as const;

it.each(cuts.filter((_, at) => isChosen(at, 2)))(
  'a change of a passphrase that is cut off at "%s" leaves the old one or the new one, whole',
  async (step, isNew) => {
    const passphrases = { current: right(), next: guarded('the next passphrase') };
    const change = new Opening(state, cutOffAt(step)).change(1, passphrases, costFloor);
    await expect(change).rejects.toThrow(CutOff);
    const holds = isNew ? guarded('the next passphrase') : right();
    (await new Opening(state).open(1, holds)).part.wipe();
  },
);

it('what was opened is wiped when its count cannot be written', async () => {
  const wiped = vi.spyOn(GuardedSecret.prototype, 'wipe');
  const opening = new Opening(state, cutOffAt('attempts begun', 2));
  await expect(opening.open(1, right())).rejects.toThrow(CutOff);
  // What Argon2id yielded, and the part.
  const secrets = new Set(wiped.mock.contexts as GuardedSecret[]);
  expect([...secrets].filter(({ length }) => length === 32)).toHaveLength(2);
});

it('a right passphrase is not counted as wrong because the file was altered', async () => {
  const [slot] = file.slots;
  if (!slot) throw new TypeError('one operator');
  const part = slot.part.with(100, (slot.part[100] ?? 0) ^ 1);
  await replaceDurably(state.keyFile, encodeKeyFile({ ...file, slots: [{ ...slot, part }] }));
  await new Attempts(state.attempts).begin(1);
  const before = await readFile(state.attempts, 'utf8');
  await expect(new Opening(state).open(1, right())).rejects.toMatchObject({ code: 'key_file_altered' });
  expect(await readFile(state.attempts, 'utf8')).toBe(before);
  await expect(new Opening(state).open(1, guarded('a wrong one'))).rejects.toMatchObject({
    code: 'wrong_passphrase',
    details: { failed: 2 },
  });
});

it('a passphrase that could not be tried for want of memory is not counted', async () => {
  // As when the system gives none for what Argon2id yields.
  vi.spyOn(GuardedSecret, 'makeLater').mockRejectedValueOnce(new Error('ENOMEM'));
  await expect(new Opening(state).open(1, right())).rejects.toMatchObject({ code: 'no_memory' });
  expect(await new Attempts(state.attempts).begin(1)).toMatchObject({ failed: 1 });
});

it('what the system refuses is said to be the state folder’s', async () => {
  await mkdir(state.attempts);
  const service = new KeyholderService(state);
  await expect(unseal(service, await handoverKey(service))).rejects.toMatchObject({ code: 'state_unusable' });
  service.end();
});

it('a keyholder that ends while a passphrase is tried is sealed', async () => {
  const service = new KeyholderService(state);
  const trying = unseal(service, await handoverKey(service));
  service.end();
  expect(await trying).toEqual({ state: { kind: 'sealed', missing: 1 } });
});
