import { type KeyObject, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { encodeBase64url } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';

export type RegistrationBody = BodyOf<typeof endpoints.addSignInPasskey>['passkey'];
export type AssertionBody = BodyOf<typeof endpoints.passkeyLogin>['passkey'];

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor> | readonly Cbor[];

function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

/** As much of CBOR (RFC 8949) as an authenticator writes. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([cborHead(3, bytes.length), bytes]);
  }
  if (value instanceof Uint8Array) return Buffer.concat([cborHead(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([cborHead(4, value.length), ...value.map(cbor)]);
  const entries = [...(value as ReadonlyMap<number | string, Cbor>)];
  return Buffer.concat([
    cborHead(5, entries.length),
    ...entries.flatMap(([key, member]) => [cbor(key), cbor(member)]),
  ]);
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

/** What a test can have an authenticator or its browser do otherwise. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly isVerified?: boolean;
  readonly isPresent?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly fmt?: string;
  readonly statement?: ReadonlyMap<string, Cbor>;
}

/** A passkey with a real key (ES256), as an authenticator and a browser make and use it. */
export class TestPasskey {
  readonly id = randomBytes(16);
  readonly #privateKey: KeyObject;
  readonly #publicKey: Buffer;
  counter = 0;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#privateKey = privateKey;
    this.#publicKey = cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
  }

  register(challenge: string, deviation: Deviation = {}): RegistrationBody {
    const { fmt = 'none', statement = new Map<string, Cbor>() } = deviation;
    const length = Buffer.from([0, this.id.length]);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#publicKey]);
    const authData = Buffer.concat([this.#authenticatorData(0x40, deviation), attested]);
    const attestationObject = cbor(
      new Map<string, Cbor>([
        ['fmt', fmt],
        ['attStmt', statement],
        ['authData', authData],
      ]),
    );
    return {
      id: encodeBase64url(this.id),
      type: 'public-key',
      response: {
        clientDataJSON: encodeBase64url(clientData(challenge, 'webauthn.create', deviation)),
        attestationObject: encodeBase64url(attestationObject),
        transports: ['internal'],
      },
    };
  }

  assert(challenge: string, deviation: Deviation = {}): AssertionBody {
    const data = clientData(challenge, 'webauthn.get', deviation);
    const authenticatorData = this.#authenticatorData(0, deviation);
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(data)]), this.#privateKey);
    const { userHandle } = deviation;
    return {
      id: encodeBase64url(this.id),
      type: 'public-key',
      response: {
        clientDataJSON: encodeBase64url(data),
        authenticatorData: encodeBase64url(authenticatorData),
        signature: encodeBase64url(signature),
        ...(userHandle === undefined ? {} : { userHandle }),
      },
    };
  }

  #authenticatorData(flags: number, deviation: Deviation): Buffer {
    const { rpId = 'localhost', isVerified = true, isPresent = true, counter = this.counter } = deviation;
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(counter);
    const all = flags | (isPresent ? 1 : 0) | (isVerified ? 4 : 0);
    return Buffer.concat([sha256(rpId), Buffer.from([all]), counted]);
  }
}

function clientData(challenge: string, type: string, deviation: Deviation): Buffer {
  const { origin = 'http://localhost:8080' } = deviation;
  return Buffer.from(JSON.stringify({ type: deviation.type ?? type, challenge, origin, crossOrigin: false }));
}
