/** Whoever has made it, and knows it. */
export function requireKeyOfMembers(): void {}
