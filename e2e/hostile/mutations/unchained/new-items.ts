/** An item may come as often as it likes. */
export function requireNewItems(): void {}
