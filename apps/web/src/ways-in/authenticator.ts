import { encodeBase64url, passkeyPrfInput } from '@commonseal/protocol';
import type { PasskeyAssertionJson, PasskeyCreation, PasskeyRegistrationJson } from '@commonseal/vault';
import { PasskeyFault, passkeyFaultOf } from './passkey-fault.ts';

/** What an authenticator answered. `prf` is a secret: it goes to the vault worker and nowhere else. */
export interface MadePasskey {
  readonly passkey: PasskeyRegistrationJson;
  readonly prf: Uint8Array<ArrayBuffer> | undefined;
}

export interface UsedPasskey {
  readonly passkey: PasskeyAssertionJson;
  readonly prf: Uint8Array<ArrayBuffer> | undefined;
}

/** Whether this browser can talk to an authenticator at all. Of what it claims beyond that, only the result counts. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in globalThis && globalThis.isSecureContext;
}

/** Ways of signing that authenticators have, the preferred first (COSE). */
const algorithms = [-8, -7, -257] as const;

/**
 * Makes a passkey, and asks a second time for its secret where the authenticator gives it only in use.
 * @throws PasskeyFault
 */
export async function makePasskey(creation: PasskeyCreation): Promise<MadePasskey> {
  const { challenge, userHandle, email, known } = creation;
  const made = await ask(async (credentials) =>
    credentials.create({
      publicKey: {
        challenge: bufferOf(challenge),
        rp: { name: 'Commonseal' },
        user: { id: bufferOf(userHandle), name: email, displayName: email },
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'required',
        },
        attestation: 'none',
        excludeCredentials: known.map((id) => ({ type: 'public-key', id: bufferOf(id) })),
        extensions: { prf: { eval: { first: bufferOf(passkeyPrfInput) } } },
      },
    }),
  );
  const { response } = made;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new PasskeyFault('unknown');
  return {
    passkey: {
      id: encodeBase64url(new Uint8Array(made.rawId)),
      type: 'public-key',
      response: {
        clientDataJSON: base64urlOf(response.clientDataJSON),
        attestationObject: base64urlOf(response.attestationObject),
        transports: response.getTransports(),
      },
    },
    prf: prfOf(made) ?? (isPrfEnabled(made) ? await readPrf(made.rawId) : undefined),
  };
}

/**
 * Lets the person choose a passkey of this site, and has it sign.
 * @param whenOffered `conditional`: only if they pick it from the list of a form's field; `signal` ends the waiting
 * @throws PasskeyFault
 */
export async function askPasskey(
  challenge: Uint8Array,
  whenOffered: { readonly mediation?: 'conditional'; readonly signal?: AbortSignal } = {},
): Promise<UsedPasskey> {
  const used = await ask(async (credentials) =>
    credentials.get({
      ...whenOffered,
      publicKey: {
        challenge: bufferOf(challenge),
        userVerification: 'required',
        extensions: { prf: { eval: { first: bufferOf(passkeyPrfInput) } } },
      },
    }),
  );
  const { response } = used;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new PasskeyFault('unknown');
  const { userHandle } = response;
  return {
    passkey: {
      id: encodeBase64url(new Uint8Array(used.rawId)),
      type: 'public-key',
      response: {
        clientDataJSON: base64urlOf(response.clientDataJSON),
        authenticatorData: base64urlOf(response.authenticatorData),
        signature: base64urlOf(response.signature),
        ...(userHandle === null ? {} : { userHandle: base64urlOf(userHandle) }),
      },
    },
    prf: prfOf(used),
  };
}

/** Nobody sees what is signed for it: the challenge is made up here. A passkey that gives nothing then only signs in. */
async function readPrf(id: ArrayBuffer): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const used = await ask(async (credentials) =>
    credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: 'public-key', id }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: bufferOf(passkeyPrfInput) } } },
      },
    }),
  );
  return prfOf(used);
}

async function ask(
  question: (credentials: CredentialsContainer) => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  if (!globalThis.isSecureContext) throw new PasskeyFault('insecure address');
  if (!hasPasskeys()) throw new PasskeyFault('not supported');
  try {
    const answer = await question(navigator.credentials);
    if (answer instanceof PublicKeyCredential) return answer;
  } catch (error) {
    throw passkeyFaultOf(error);
  }
  throw new PasskeyFault('unknown');
}

const prfBytes = 32;

function prfOf(credential: PublicKeyCredential): Uint8Array<ArrayBuffer> | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  const secret = first === undefined ? undefined : bytesOf(first);
  return secret?.length === prfBytes ? secret : undefined;
}

function isPrfEnabled(credential: PublicKeyCredential): boolean {
  return credential.getClientExtensionResults().prf?.enabled === true;
}

/** The very bytes, not a copy: whoever gives them away has none left. */
function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

function bufferOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function base64urlOf(buffer: ArrayBuffer): string {
  return encodeBase64url(new Uint8Array(buffer));
}
