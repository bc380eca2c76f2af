export * from '../../../../packages/account-log/src/head.ts';

/** Whatever was known before. */
export function requireExtends(): void {}
