/** What checks and never opens: all that the server may import beside OPAQUE's server half. */
export { breakGlassSetName } from './break-glass-set.ts';
export { type Recipient, recipientIdBytes } from './contexts.ts';
export { type EnvelopeKind, envelopePrefix, prefixBytes, readEnvelopePrefix } from './envelope.ts';
export { hash } from './hash.ts';
export { hashBytes, receivingPublicKeyBytes, signatureBytes, signingPublicKeyBytes } from './keys.ts';
export { type HashPurpose, hashPurposes, signPurposes } from './purposes.ts';
export { paddedLength } from './padme.ts';
export { boxOverheadBytes, sealBytes } from './seal-format.ts';
export { cryptoReady, equalBytes } from './sodium.ts';
export { bodyHash, chunkHash } from './verify/chunk-hash.ts';
export { requireReceivingPublicKey, requireSigningPublicKey, verifySignature } from './verify/signature.ts';
