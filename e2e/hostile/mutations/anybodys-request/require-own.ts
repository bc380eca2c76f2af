export { type Asker, isOfKeys } from '../../../../packages/vault/src/let-back-in/require-own.ts';

/** Whoever has signed it. */
export function requireOwn(): void {}
