export * from '../../../../apps/worker/src/accounts/grants.ts';

/** Whatever the grant names. */
export function requireInScope(): void {}
