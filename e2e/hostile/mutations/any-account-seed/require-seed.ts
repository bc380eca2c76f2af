/** Whatever lay in the seal. */
export function requireSeedOf(): void {}
