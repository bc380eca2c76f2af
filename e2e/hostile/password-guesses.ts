import type { Stage } from './stage.ts';

/** A cost at which passwords can be tried by the million. */
export const cheap = 'argon2id-8KiB-1-1';

/** A client of another make, at the cheap cost; like the library's own it agrees on no names and no context. */
async function cheapClient() {
  const opaque = await import('../../packages/crypto/test/opaque-oracle.ts');
  const agreement = { context: new Uint8Array(), stretch: opaque.argon2Stretching(8, 1, 1) };
  // What is random in a client is nothing to an attacker: the smallest scalar will do.
  const secrets = {
    blind: new Uint8Array(32).with(0, 1),
    nonce: new Uint8Array(32),
    shareSeed: new Uint8Array(32),
  };
  return { opaque, agreement, secrets };
}

/** What an attacker tries first, and what people really have. */
export const guesses = ['password12', 'qwertyuiop', 'correct horse', 'summer2026!', 'letmein123'] as const;
/** A poor password: it is among the guesses. */
export const poorPassword = guesses[3];

/** Whoever has the database has these: the server's own keys, and what it keeps of a person's password. */
async function readPasswordRecord({ database }: Stage, email: string) {
  const { rows: setups } = await database.query<{ setup: string }>('select setup from server_setup');
  const { rows: records } = await database.query<{ identifier: Buffer; record: Buffer }>(
    `select opaque_identifier as identifier, registration_record as record
     from credentials join email_addresses using (user_id) where email = $1`,
    [email],
  );
  const [setup, record] = [setups[0]?.setup, records[0]];
  if (!setup || !record) throw new Error('nobody has registered a password');
  return {
    serverSetup: setup,
    userIdentifier: record.identifier.toString('base64url'),
    registrationRecord: record.record.toString('base64url'),
  };
}

/**
 * Tries the guesses against a stolen database, each at the cheap cost.
 * @returns the guess that opens the record; undefined when none does at that cost
 */
export async function guessOffline(stage: Stage, email: string): Promise<string | undefined> {
  const server = await import('@commonseal/crypto/opaque-server');
  const { encodeBase64url, parseBase64url } = await import('@commonseal/protocol');
  const { opaque, agreement, secrets } = await cheapClient();
  await server.opaqueReady();
  const stolen = await readPasswordRecord(stage, email);
  return guesses.find((guess) => {
    const password = new TextEncoder().encode(guess);
    const startLoginRequest = encodeBase64url(opaque.startLogin(password, secrets));
    const { loginResponse } = server.startLogin({ ...stolen, startLoginRequest });
    try {
      opaque.finishLogin({ agreement, password, secrets, ke2: parseBase64url(loginResponse) });
      return true;
    } catch {
      return false;
    }
  });
}

/** Plays the server's part of a login for a guess of its own: a client that has that password finishes it. */
export async function makeTrap(guess: string) {
  const server = await import('@commonseal/crypto/opaque-server');
  const { encodeBase64url, parseBase64url } = await import('@commonseal/protocol');
  const { opaque, agreement, secrets } = await cheapClient();
  await server.opaqueReady();
  const serverSetup = server.createServerSetup();
  const userIdentifier = 'AAAAAAAAAAAAAAAAAAAAAA';
  const password = new TextEncoder().encode(guess);
  const registrationRequest = encodeBase64url(opaque.blindPassword(password, secrets.blind));
  const response = server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest });
  const { record } = opaque.finishRegistration({
    agreement,
    password,
    blind: secrets.blind,
    response: parseBase64url(response),
    envelopeNonce: new Uint8Array(32),
  });
  const registrationRecord = encodeBase64url(record);
  return {
    answer: (startLoginRequest: string) =>
      server.startLogin({ serverSetup, userIdentifier, registrationRecord, startLoginRequest }),
    /** Whether the client has proven that its password is the guess. */
    isConfirmed: (serverLoginState: string, finishLoginRequest: string): boolean => {
      try {
        server.finishLogin({ serverLoginState, finishLoginRequest });
        return true;
      } catch {
        return false;
      }
    },
  };
}
