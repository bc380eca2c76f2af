/** What every passkey of Commonseal is asked to make its secret from. Public; compiled in, so that no server chooses it. */
export const passkeyPrfInput: Uint8Array<ArrayBuffer> = new TextEncoder().encode(
  'commonseal/1/passkey prf input',
);
