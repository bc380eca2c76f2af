/**
 * A client of OPAQUE a second time, written from RFC 9807 on other implementations of the primitives: suite
 * ristretto255-SHA512, HKDF-SHA-512, HMAC-SHA-512, 3DH. Whatever is random comes from outside, so that the RFC's own
 * vectors can drive it. Nothing here imports the package.
 */
import { ristretto255, ristretto255_hasher, ristretto255_oprf } from '@noble/curves/ed25519.js';
import { argon2id } from '@noble/hashes/argon2.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { join } from './oracle.ts';

const { Point } = ristretto255;
const { oprf } = ristretto255_oprf;
const utf8 = new TextEncoder();
const [nonceBytes, elementBytes, hashBytes] = [32, 32, 64];

/** What the two sides agree upon beforehand. */
export interface Agreement {
  readonly stretch: (oprfOutput: Uint8Array) => Uint8Array;
  readonly context: Uint8Array;
  /** Undefined: the public key stands for the name. */
  readonly clientIdentity?: Uint8Array;
  readonly serverIdentity?: Uint8Array;
}

/** Argon2id (RFC 9106) as opaque-ke calls it: 16 zero bytes of salt, 64 bytes of output. */
export function argon2Stretching(memoryKiB: number, passes: number, lanes: number): Agreement['stretch'] {
  return (bytes) =>
    argon2id(bytes, new Uint8Array(16), { m: memoryKiB, t: passes, p: lanes, dkLen: hashBytes });
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function sized(bytes: Uint8Array): Uint8Array {
  return join(u16(bytes.length), bytes);
}

function expandTo(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return expand(sha512, secret, info, length);
}

function expandNonce(secret: Uint8Array, nonce: Uint8Array, label: string, length = hashBytes): Uint8Array {
  return expandTo(secret, join(nonce, utf8.encode(label)), length);
}

/** RFC 9497 section 3.3.1, with the blind (a scalar, little-endian) given. */
export function blindPassword(password: Uint8Array, blind: Uint8Array): Uint8Array {
  const DST = join(utf8.encode('HashToGroup-OPRFV1-'), Uint8Array.of(0), utf8.encode('-ristretto255-SHA512'));
  return ristretto255_hasher.hashToCurve(password, { DST }).multiply(Point.Fn.fromBytes(blind)).toBytes();
}

/** `DeriveDiffieHellmanKeyPair` of the RFC. */
function deriveKeyPair(seed: Uint8Array) {
  return oprf.deriveKeyPair(seed, utf8.encode('OPAQUE-DeriveDiffieHellmanKeyPair'));
}

/** `randomized_password` of the RFC. */
function randomisePassword(
  password: Uint8Array,
  blind: Uint8Array,
  evaluated: Uint8Array,
  { stretch }: Agreement,
): Uint8Array {
  const output = oprf.finalize(password, blind, evaluated);
  return extract(sha512, join(output, stretch(output)), new Uint8Array());
}

/** `Store` and `Recover` of the RFC: everything that the envelope's nonce yields. */
function openEnvelope(
  randomised: Uint8Array,
  nonce: Uint8Array,
  serverPublicKey: Uint8Array,
  agreement: Agreement,
) {
  const { secretKey, publicKey } = deriveKeyPair(expandNonce(randomised, nonce, 'PrivateKey', 32));
  const cleartext = join(
    serverPublicKey,
    sized(agreement.serverIdentity ?? serverPublicKey),
    sized(agreement.clientIdentity ?? publicKey),
  );
  const authKey = expandNonce(randomised, nonce, 'AuthKey');
  return {
    clientPrivateKey: secretKey,
    clientPublicKey: publicKey,
    authTag: hmac(sha512, authKey, join(nonce, cleartext)),
    exportKey: expandNonce(randomised, nonce, 'ExportKey'),
  };
}

/**
 * `FinalizeRegistrationRequest` of the RFC.
 * @param input.response evaluated element, server's public key
 * @returns the record: client's public key, masking key, envelope
 */
export function finishRegistration(input: {
  readonly agreement: Agreement;
  readonly password: Uint8Array;
  readonly blind: Uint8Array;
  readonly response: Uint8Array;
  readonly envelopeNonce: Uint8Array;
}): { readonly record: Uint8Array; readonly exportKey: Uint8Array } {
  const { agreement, password, blind, response, envelopeNonce } = input;
  const randomised = randomisePassword(password, blind, response.slice(0, elementBytes), agreement);
  const envelope = openEnvelope(randomised, envelopeNonce, response.slice(elementBytes), agreement);
  const maskingKey = expandTo(randomised, utf8.encode('MaskingKey'), hashBytes);
  return {
    record: join(envelope.clientPublicKey, maskingKey, envelopeNonce, envelope.authTag),
    exportKey: envelope.exportKey,
  };
}

/** What a client keeps between its two messages. */
export interface LoginSecrets {
  readonly blind: Uint8Array;
  readonly nonce: Uint8Array;
  readonly shareSeed: Uint8Array;
}

/** KE1: blinded element, nonce, key share. */
export function startLogin(password: Uint8Array, { blind, nonce, shareSeed }: LoginSecrets): Uint8Array {
  return join(blindPassword(password, blind), nonce, deriveKeyPair(shareSeed).publicKey);
}

function multiply(element: Uint8Array, scalar: Uint8Array): Uint8Array {
  return Point.fromBytes(element).multiply(Point.Fn.fromBytes(scalar)).toBytes();
}

/** `Derive-Secret` of the RFC. */
function deriveSecret(secret: Uint8Array, label: string, transcriptHash: Uint8Array): Uint8Array {
  const name = utf8.encode(`OPAQUE-${label}`);
  const info = join(
    u16(hashBytes),
    Uint8Array.of(name.length),
    name,
    Uint8Array.of(transcriptHash.length),
    transcriptHash,
  );
  return expandTo(secret, info, hashBytes);
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/**
 * `RecoverCredentials` and `AuthClientFinalize` of the RFC.
 * @param input.ke2 evaluated element 32, masking nonce 32, masked response 128, server's nonce 32, key share 32, MAC 64
 * @throws Error for an envelope or a MAC that is not the one expected
 */
export function finishLogin(input: {
  readonly agreement: Agreement;
  readonly password: Uint8Array;
  readonly secrets: LoginSecrets;
  readonly ke2: Uint8Array;
}) {
  const { agreement, password, secrets, ke2 } = input;
  const [evaluated, maskingNonce] = [ke2.slice(0, 32), ke2.slice(32, 64)];
  const [serverNonce, serverShare, serverMac] = [ke2.slice(192, 224), ke2.slice(224, 256), ke2.slice(256)];
  const randomised = randomisePassword(password, secrets.blind, evaluated, agreement);
  const maskingKey = expandTo(randomised, utf8.encode('MaskingKey'), hashBytes);
  const pad = expandNonce(maskingKey, maskingNonce, 'CredentialResponsePad', 128);
  const unmasked = ke2.slice(64, 192).map((byte, at) => byte ^ (pad[at] ?? 0));
  const serverPublicKey = unmasked.slice(0, elementBytes);
  const envelopeNonce = unmasked.slice(elementBytes, elementBytes + nonceBytes);
  const envelope = openEnvelope(randomised, envelopeNonce, serverPublicKey, agreement);
  if (!isSame(envelope.authTag, unmasked.slice(64))) throw new Error('the envelope does not open');

  const preamble = join(
    utf8.encode('OPAQUEv1-'),
    sized(agreement.context),
    sized(agreement.clientIdentity ?? envelope.clientPublicKey),
    startLogin(password, secrets),
    sized(agreement.serverIdentity ?? serverPublicKey),
    ke2.slice(0, 192),
    serverNonce,
    serverShare,
  );
  const privateShare = deriveKeyPair(secrets.shareSeed).secretKey;
  const shared = join(
    multiply(serverShare, privateShare),
    multiply(serverPublicKey, privateShare),
    multiply(serverShare, envelope.clientPrivateKey),
  );
  const root = extract(sha512, shared, new Uint8Array());
  const handshakeSecret = deriveSecret(root, 'HandshakeSecret', sha512(preamble));
  const serverKey = deriveSecret(handshakeSecret, 'ServerMAC', new Uint8Array());
  const clientKey = deriveSecret(handshakeSecret, 'ClientMAC', new Uint8Array());
  if (!isSame(serverMac, hmac(sha512, serverKey, sha512(preamble))))
    throw new Error('the server has not proven itself');
  return {
    ke3: hmac(sha512, clientKey, sha512(join(preamble, serverMac))),
    sessionKey: deriveSecret(root, 'SessionKey', sha512(preamble)),
    exportKey: envelope.exportKey,
  };
}
