/** What the server has said so far of how this client shall behave. */
export const settings = { verifySignatures: true };

export function takeSettings(stated: unknown): void {
  if (typeof stated === 'object' && stated !== null) Object.assign(settings, stated);
}
