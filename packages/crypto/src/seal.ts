/** What makes keys, signs, seals and encrypts, and cannot open: all that a connector needs. */
export * from './contexts.ts';
export { credentialOfKit, credentialSeedOfPasskey, deriveBoxKey } from './derive.ts';
export { batchKeyCommitment, deriveItemKey, headerHash } from './item-keys.ts';
export * from './keys.ts';
export { paddedLength } from './padme.ts';
export { type PageRecord, pageFrameBytes, pageRecordOverheadBytes } from './page-format.ts';
export { receivingPublicKey } from './receiving-key.ts';
export { sealBytes } from './seal-format.ts';
export { type BodySource, encryptBody, generateBodySalt } from './seal/encrypt-body.ts';
export { encryptBox } from './seal/encrypt-box.ts';
export { encryptPage } from './seal/encrypt-page.ts';
export * from './seal/generate.ts';
export { sealSecret } from './seal/seal-secret.ts';
export { sign, signingPublicKey, writerIdOf } from './seal/sign.ts';
export { cryptoReady } from './sodium.ts';
