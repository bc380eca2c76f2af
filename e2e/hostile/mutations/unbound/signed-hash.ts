/** Whatever the server sends is taken for what was signed. */
export function requireSigned(): void {}
