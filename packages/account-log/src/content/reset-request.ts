import {
  AccountId,
  ByteReader,
  ByteWriter,
  UserId,
  concatBytes,
  encodeBase64url,
  longIdBytes,
  resetRequestBytes,
} from '@commonseal/protocol';
import {
  envelopePrefix,
  hash,
  hashPurposes,
  readEnvelopePrefix,
  receivingPublicKeyBytes,
  signPurposes,
  signatureBytes,
  signingPublicKeyBytes,
  verifySignature,
} from '@commonseal/crypto/verify';
import { type Head, readHead, writeHead } from '../head.ts';

/** 'I am this member of this account, and cannot get in any more: these are my new keys.' */
export interface ResetRequest {
  readonly accountId: AccountId;
  /** The newest entry of the account's log that was shown to whoever asks. */
  readonly head: Head;
  /** Who they are in the account. */
  readonly memberId: UserId;
  /** Who they shall be: the hash of the first entry of their new log. */
  readonly userId: UserId;
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  /** 32 random bytes: no two requests have the same words, whatever else is in them. */
  readonly nonce: Uint8Array;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
}

/** A request as it is stored: the signed bytes, then the signature by the new key. */
export interface SignedResetRequest {
  readonly request: ResetRequest;
  /** What the signature is over, and what the verification words are of. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

export const requestNonceBytes = 32;
/** It takes a call, not a week; and whoever tries to make another request with the same words has no longer either. */
export const maxRequestLifetimeMs = 24 * 60 * 60_000;

const bodyBytes = resetRequestBytes - signatureBytes;

export function encodeResetRequest(request: ResetRequest): Uint8Array {
  const writer = new ByteWriter()
    .bytes(envelopePrefix('resetRequest'))
    .bytes(AccountId.toBytes(request.accountId));
  return writeHead(writer, request.head)
    .bytes(UserId.toBytes(request.memberId))
    .bytes(UserId.toBytes(request.userId))
    .bytes(request.signingKey)
    .bytes(request.receivingKey)
    .bytes(request.nonce)
    .u53(request.madeAtMs)
    .u53(request.expiresAtMs)
    .finish();
}

/**
 * Reads a request; says nothing yet about who signed it, see {@link verifyResetRequest}.
 * @throws CommonsealError `malformed`, `unsupported_format`
 */
export function parseResetRequest(bytes: Uint8Array): SignedResetRequest {
  const reader = new ByteReader(bytes, 'reset request');
  const parsed = readResetRequest(reader);
  reader.end();
  return parsed;
}

/** As it stands in entries. */
export function readResetRequest(outer: ByteReader): SignedResetRequest {
  const body = outer.bytes(bodyBytes);
  const signature = outer.bytes(signatureBytes);
  const reader = new ByteReader(body, 'reset request');
  readEnvelopePrefix(reader, 'resetRequest');
  const request: ResetRequest = {
    accountId: AccountId.fromBytes(reader.bytes(longIdBytes)),
    head: readHead(reader),
    memberId: UserId.fromBytes(reader.bytes(longIdBytes)),
    userId: UserId.fromBytes(reader.bytes(longIdBytes)),
    signingKey: reader.bytes(signingPublicKeyBytes),
    receivingKey: reader.bytes(receivingPublicKeyBytes),
    nonce: reader.bytes(requestNonceBytes),
    madeAtMs: reader.u53(),
    expiresAtMs: reader.u53(),
  };
  reader.end();
  return { request, body, signature };
}

/** The stored form. */
export function resetRequestToBytes({ body, signature }: Omit<SignedResetRequest, 'request'>): Uint8Array {
  return concatBytes(body, signature);
}

/** What a request is known by: no other has the same. */
export function resetRequestName({ body, signature }: SignedResetRequest): string {
  return encodeBase64url(hash(hashPurposes.resetRequest, body, signature));
}

/** By what is signed alone: signed once more it has another name, and the same words. */
export function resetRequestBodyName({ body }: SignedResetRequest): string {
  return encodeBase64url(hash(hashPurposes.resetRequest, body));
}

/** What has to be right about its signature. */
export function requestProof({ request, body, signature }: SignedResetRequest) {
  return {
    purpose: signPurposes.resetRequest,
    subjectId: AccountId.toBytes(request.accountId),
    message: body,
    signature,
    publicKey: request.signingKey,
  };
}

/** @throws CommonsealError `signature_invalid` */
export function verifyResetRequest(signed: SignedResetRequest): void {
  verifySignature(requestProof(signed));
}
