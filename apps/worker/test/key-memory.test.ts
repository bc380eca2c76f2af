import { connect } from 'node:net';
import { once } from 'node:events';
import { encodeBase64url } from '@commonseal/protocol';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  batchKeyContext,
  cryptoReady,
  deriveItemKey,
} from '@commonseal/crypto/seal';
import { derivePurposes } from '@commonseal/crypto/keyholder';
import { deriveGuarded } from '@commonseal/guarded/derive';
import { HandoverKey } from '@commonseal/guarded/handover';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyholderJob } from '../src/jobs/job-client.ts';
import { FrameReader, encodeFrame, maxJobFrameBytes } from '../src/socket/frames.ts';
import { GrantedAccount } from './support/granted-account.ts';
import { batchToShow, identityIn, idsOf, jobSocket, jobsPlaceOf, show } from './support/job-account.ts';
import { knownSecrets } from './support/known-secrets.ts';
import { type Secrets, findInFiles, findSecrets, scanMemory } from './support/process-memory.ts';
import { WorkerCommands } from './support/worker-commands.ts';
import { WorkerProgram } from '../../../e2e/fixtures/worker-program.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';
const commands = new WorkerCommands();
let program: WorkerProgram;

beforeAll(async () => {
  await cryptoReady();
  program = await WorkerProgram.create();
});
afterAll(async () => {
  await program.remove();
  await commands.remove();
});

function receivingKeyOf(seed: Uint8Array): Uint8Array {
  const secret = GuardedSecret.takenFrom(seed.slice());
  return deriveGuarded(secret, derivePurposes.receivingKeyPair).use((bytes) => bytes.slice());
}

/** The raw answer to one request. */
async function rawAnswer(path: string, request: string, body: unknown): Promise<Buffer> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.write(encodeFrame({ request, body }, maxJobFrameBytes));
  const pieces: Buffer[] = [];
  const reader = new FrameReader(maxJobFrameBytes);
  for await (const piece of socket) {
    pieces.push(piece as Buffer);
    if ([...reader.add(piece as Buffer)].length > 0) break;
  }
  return Buffer.concat(pieces);
}

describe('memory', () => {
  it('of a keyholder that gives item keys has what opens the account while it is unsealed, and never a seed, a batch key or an item key', async () => {
    const state = await commands.stateFolder();
    await commands.init(state, [passphrase]);
    const keyholder = await program.start(state);
    expect((await commands.run(state, ['unseal'], [passphrase])).code).toBe(0);
    const account = new GrantedAccount();
    const bank = account.writer();
    const grant = account.grant(identityIn(state));
    const first = await account.batch(bank, ['one', 'two']);
    account.rotate();
    const second = await account.batch(bank, ['three'], first.head);
    const seeds = account.seeds as [AccountSeed, AccountSeed];
    const keyOf = (batch: typeof first) =>
      openSeal<BatchKey>(batch.seal, seeds[batch.parsed.epoch] as AccountSeed, batchKeyContext(batch.parsed));
    const given: Secrets = Object.fromEntries(
      [first, second].flatMap((batch) =>
        idsOf(batch).map((id) => [`item key ${id}`, deriveItemKey(keyOf(batch), id)]),
      ),
    );
    const secrets: Secrets = {
      'account seed 0': seeds[0],
      'account seed 1': seeds[1],
      'batch key 0': keyOf(first),
      'batch key 1': keyOf(second),
      ...given,
    };
    const account0 = receivingKeyOf(seeds[0]);
    const held: Secrets = { 'account key 0': account0, 'account key 1': receivingKeyOf(seeds[1]) };

    const place = jobsPlaceOf(state);
    const socket = await jobSocket(place);
    await show(socket, account, identityIn(state));
    const { accountId } = account;
    const named = { accountId, grant, analyser: 'counter', version: '1' };
    const job = await KeyholderJob.begin(socket, named);
    for (let round = 0; round < 3; round += 1)
      for (const batch of [first, second])
        await job.itemKeys(batchToShow(batch), idsOf(batch), { withHeaders: true });
    expect(scanMemory(keyholder.pid, { ...secrets, ...held })).toEqual([
      'account key 0, raw',
      'account key 1, raw',
    ]);

    // What comes over the socket, byte for byte.
    const handover = new HandoverKey();
    const handoverKey = encodeBase64url(handover.publicKey);
    const begun = await rawAnswer(place.path, 'beginJob', { ...named, handoverKey });
    const frame = [...new FrameReader(maxJobFrameBytes).add(begun)][0] as { answer: { job: string } };
    const asked = { ...batchToShow(first), items: idsOf(first), withHeaders: true, job: frame.answer.job };
    const answer = await rawAnswer(place.path, 'itemKeys', asked);
    expect(answer.length).toBeGreaterThan(100);
    const own = await knownSecrets(state, [passphrase]);
    expect(findSecrets(answer, { ...secrets, ...held, ...own })).toEqual([]);

    const all = { ...secrets, ...held, ...own };
    expect((await commands.run(state, ['seal'])).code).toBe(0);
    expect(scanMemory(keyholder.pid, all)).toEqual([]);
    const folder = `${state}/accounts/${Buffer.from(accountId, 'base64url').toString('hex')}`;
    expect(findInFiles(folder, { ...all, analyser: Buffer.from('counter') })).toEqual([]);
    socket.close();

    // A grant that ends takes what it opened along.
    expect((await commands.run(state, ['unseal'], [passphrase])).code).toBe(0);
    const again = await jobSocket(place);
    await show(again, account, identityIn(state));
    expect(scanMemory(keyholder.pid, held)).toHaveLength(2);
    account.revoke(grant);
    const entries = account.entries.map(encodeBase64url);
    await again.ask('takeLog', { accountId, from: 0, entries, more: false });
    expect(scanMemory(keyholder.pid, held)).toEqual([]);
    again.close();
  });
});
