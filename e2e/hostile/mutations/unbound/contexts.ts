export * from '../../../../packages/crypto/src/contexts.ts';

/** What kind of ciphertext it is, and nothing of its place. */
export const batchKeyContext = () => new TextEncoder().encode('batch key');
export const pageContext = () => new TextEncoder().encode('page');
export const bodyContext = () => new TextEncoder().encode('body');
