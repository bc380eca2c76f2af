export { holdAfterMs, requireFresh, tellAfterMs } from '../../../../apps/connector/src/delivery/freshness.ts';

/** Whoever has made it, and knows it. */
export function requireKeyOfMembers(): void {}
