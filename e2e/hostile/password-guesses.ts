import type { Stage } from './stage.ts';

/** A cost at which passwords can be tried by the million. */
export const cheap = 'argon2id-8KiB-1-1';
const cheapStretching = { 'argon2id-custom': { memory: 8, iterations: 1, parallelism: 1 } };

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
  const { client, ready, server } = await import('@serenity-kit/opaque');
  await ready;
  const stolen = await readPasswordRecord(stage, email);
  return guesses.find((password) => {
    const { clientLoginState, startLoginRequest } = client.startLogin({ password });
    const { loginResponse } = server.startLogin({ ...stolen, startLoginRequest });
    const keyStretching = cheapStretching;
    return client.finishLogin({ clientLoginState, loginResponse, password, keyStretching }) !== undefined;
  });
}

/** Plays the server's part of a login for a guess of its own: a client that has that password finishes it. */
export async function makeTrap(guess: string) {
  const { client, ready, server } = await import('@serenity-kit/opaque');
  await ready;
  const serverSetup = server.createSetup();
  const userIdentifier = 'trap';
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password: guess });
  const { registrationResponse } = server.createRegistrationResponse({
    serverSetup,
    userIdentifier,
    registrationRequest,
  });
  const { registrationRecord } = client.finishRegistration({
    password: guess,
    clientRegistrationState,
    registrationResponse,
    keyStretching: cheapStretching,
  });
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
