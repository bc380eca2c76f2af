export * from '../../../../apps/worker/src/accounts/freshness.ts';

/** As old as it is, and whatever others have seen of it. */
export function requireFresh(): void {}
