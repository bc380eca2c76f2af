export * from '../../../../packages/account-log/src/content/job-items.ts';

/** Whichever they are. */
export function requireJobItems(): void {}
