/** Any key at all. */
export function requireCommitment(): void {}
