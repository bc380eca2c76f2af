/**
 * What every passkey is asked to evaluate its pseudo-random function for (WebAuthn, extension `prf`). One constant: the
 * page can ask before it knows whose passkey will answer.
 */
export const passkeyPrfInput: Uint8Array = new TextEncoder().encode('commonseal/1/passkey prf input');
