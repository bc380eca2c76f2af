import { client, ready, server } from '@serenity-kit/opaque';
import { argon2id } from 'hash-wasm';
import sumo from 'libsodium-wrappers-sumo';
import native from 'sodium-native';
import { processorMs, turned } from './interleave.ts';
import { type Row, judge, judgeAgainstBest } from './row.ts';

/** As `currentStretching` in packages/crypto: RFC 9106's second recommended choice. */
const [memoryKiB, passes] = [64 * 1024, 3];
const outputBytes = 32;
/** Of the stretching alone: what else a client does to unlock is not to be felt. */
const unlockTarget = 1.15;
/** Of the fastest other way in WebAssembly. The OPAQUE library brings its own: from here on another would be worth its price. */
const stretchingTarget = 1.5;

interface Rig {
  unlock(): Promise<void>;
  stop(): Promise<void>;
}

/** No workspace exports it: it stands on what the tests of several have. */
async function startRig(): Promise<Rig> {
  const path = new URL('../../../e2e/fixtures/unlock-rig.ts', import.meta.url).href;
  const { UnlockRig } = (await import(path)) as { readonly UnlockRig: { start(): Promise<Rig> } };
  return UnlockRig.start();
}

type KeyStretching = Parameters<typeof client.finishLogin>[0]['keyStretching'];

/** The client's second half of OPAQUE, again and again, at the cost that is asked for. */
function finishing(keyStretching: NonNullable<KeyStretching>): () => void {
  const serverSetup = server.createSetup();
  const [userIdentifier, password] = ['somebody', 'correct horse battery staple'];
  const registration = client.startRegistration({ password });
  const { registrationResponse } = server.createRegistrationResponse({
    serverSetup,
    userIdentifier,
    registrationRequest: registration.registrationRequest,
  });
  const { registrationRecord } = client.finishRegistration({
    password,
    clientRegistrationState: registration.clientRegistrationState,
    registrationResponse,
    keyStretching,
  });
  const login = client.startLogin({ password });
  const { loginResponse } = server.startLogin({
    serverSetup,
    userIdentifier,
    registrationRecord,
    startLoginRequest: login.startLoginRequest,
  });
  return () => {
    const clientLoginState = login.clientLoginState;
    if (!client.finishLogin({ password, clientLoginState, loginResponse, keyStretching }))
      throw new Error('the password was refused');
  };
}

const passphrase = new TextEncoder().encode('correct horse battery staple');
const salt = new Uint8Array(16).fill(9);

/** Other ways to the same work: lanes that run one after another cost what one lane does. */
const others: Readonly<Record<string, () => Promise<Uint8Array> | Uint8Array>> = {
  'libsodium-sumo': () =>
    sumo.crypto_pwhash(
      outputBytes,
      passphrase,
      salt,
      passes,
      memoryKiB * 1024,
      sumo.crypto_pwhash_ALG_ARGON2ID13,
    ),
  'hash-wasm': () =>
    argon2id({
      password: passphrase,
      salt,
      memorySize: memoryKiB,
      iterations: passes,
      parallelism: 1,
      hashLength: outputBytes,
      outputType: 'binary',
    }),
  'native (sodium-native)': async () => {
    const output = Buffer.alloc(outputBytes);
    const argon2id13 = 2;
    await native.crypto_pwhash_async(output, passphrase, salt, passes, memoryKiB * 1024, argon2id13);
    return output;
  },
};
const nativeName = 'native (sodium-native)';

/** All of them must come to the same. */
async function requireAgreement(): Promise<void> {
  const results = await Promise.all(
    Object.values(others).map(async (stretch) => Buffer.from(await stretch()).toString('hex')),
  );
  if (new Set(results).size !== 1) throw new Error('Argon2id differs');
}

export async function measurePassword({ rounds }: { readonly rounds: number }): Promise<readonly Row[]> {
  await Promise.all([ready, sumo.ready]);
  await requireAgreement();
  const rig = await startRig();
  try {
    const cheapest = { 'argon2id-custom': { iterations: 1, memory: 8, parallelism: 1 } } as const;
    const cases: readonly { readonly name: string; readonly run: () => unknown }[] = [
      { name: 'unlock', run: () => rig.unlock() },
      { name: 'whole', run: finishing('memory-constrained') },
      { name: 'without', run: finishing(cheapest) },
      ...Object.entries(others).map(([name, run]) => ({ name, run })),
    ];
    // The first of each loads and compiles.
    for (const { run } of cases) await run();
    const samples = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const { name, run } of turned(cases, round)) {
        const startMs = processorMs();
        await run();
        samples.get(name)?.push(processorMs() - startMs);
      }
    return rowsOf(samples);
  } finally {
    await rig.stop();
  }
}

export function rowsOf(samples: ReadonlyMap<string, readonly number[]>): readonly Row[] {
  const of = (name: string) => samples.get(name) ?? [];
  // What OPAQUE does beside it, in the same round, taken away.
  const stretching = of('whole').map((ms, round) => ms - (of('without')[round] ?? 0));
  const webAssembly = Object.keys(others).filter((name) => name !== nativeName);
  const only = (names: readonly string[]) => new Map(names.map((name) => [name, of(name)]));
  return [
    judge({
      name: 'an unlock, from password to account key',
      unit: 'ms',
      ours: of('unlock'),
      compared: stretching,
      against: 'its stretching alone',
      theirs: {},
      target: unlockTarget,
    }),
    judgeAgainstBest({
      name: 'stretching (Argon2id, 64 MiB, 3 passes)',
      unit: 'ms',
      ours: stretching,
      others: only(webAssembly),
      shown: only([nativeName]),
      target: stretchingTarget,
      sense: 'at most',
    }),
  ];
}
