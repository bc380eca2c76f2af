/** Whoever is called like the person in a log is that person. */
export function requireOwnKeys(): void {}
