import type { ErrorWords } from '../errors/error-words.ts';

/** What can go wrong between this browser and an authenticator. */
export type PasskeyFaultKind =
  | 'cancelled'
  | 'already there'
  | 'not supported'
  | 'no user verification'
  | 'insecure address'
  | 'other address'
  | 'unknown';

export class PasskeyFault extends Error {
  override readonly name = 'PasskeyFault';
  readonly kind: PasskeyFaultKind;

  constructor(kind: PasskeyFaultKind, options?: ErrorOptions) {
    super(kind, options);
    this.kind = kind;
  }
}

/** Browsers say no more than a name, and on purpose the same one for several reasons. */
const kindsByName: Readonly<Record<string, PasskeyFaultKind>> = {
  NotAllowedError: 'cancelled',
  AbortError: 'cancelled',
  InvalidStateError: 'already there',
  NotSupportedError: 'not supported',
  ConstraintError: 'no user verification',
  SecurityError: 'other address',
};

export function passkeyFaultOf(error: unknown): PasskeyFault {
  if (error instanceof PasskeyFault) return error;
  const kind = error instanceof DOMException ? kindsByName[error.name] : undefined;
  return new PasskeyFault(kind ?? 'unknown', { cause: error });
}

export const passkeyFaultWords: Readonly<Record<PasskeyFaultKind, ErrorWords>> = {
  cancelled: {
    title: 'No passkey was used',
    advice:
      'The dialog was closed or took too long, or there is no passkey of this site where you looked, for example because it was deleted there. Nothing was changed. Try again, choose another device in the dialog, or use your password.',
  },
  'already there': {
    title: 'There is a passkey of yours here already',
    advice:
      'This device, or the password manager that keeps your passkeys, has one for this account. Use that one, or choose another place in the dialog.',
  },
  'not supported': {
    title: 'This browser cannot make such a passkey',
    advice: 'A newer browser can, or one on a phone. Until then your password works as before.',
  },
  'no user verification': {
    title: 'This device does not check who uses the passkey',
    advice:
      'A passkey here has to ask for a fingerprint, a face or a PIN. Set up one of these on the device or the security key, then try again.',
  },
  'insecure address': {
    title: 'Passkeys do not work at this address',
    advice:
      'Browsers allow them only over https, or on localhost. Open this page by its https address, or tell the people who run this server.',
  },
  'other address': {
    title: 'Passkeys of this server belong to another address',
    advice:
      'Open this page by the server’s own name (an IP address will not do). If you have, tell the people who run this server.',
  },
  unknown: {
    title: 'The passkey could not be used',
    advice: 'Nothing was changed. Try again; your password works as before.',
  },
};
