import { Type } from 'typebox';
import { maxAnchorBytes, maxEntryBytes, maxMarksBytes, maxOwnStateBytes } from '../limits.ts';
import { accountEntryParts } from './account.ts';
import { defineEndpoint } from './endpoint.ts';
import { LongId, OpaqueMessage, Seal, ShortId, TimeMs, UserLogStep, bytesField, closed } from './fields.ts';
import { Credential, StretchingName } from './sign-in.ts';

const Entry = bytesField(maxEntryBytes);
const Anchor = bytesField(maxAnchorBytes);
const Version = Type.Integer({ minimum: 1, maximum: 0xffffffff });

/** Parts of WebAuthn's answers (base64url of at most this many bytes), without the results of extensions: one is a secret. */
const WebAuthnBytes = bytesField(16 * 1024);
const credentialParts = { id: bytesField(1024), type: Type.Literal('public-key') };
export const PasskeyRegistration = closed({
  ...credentialParts,
  response: closed({
    clientDataJSON: WebAuthnBytes,
    attestationObject: WebAuthnBytes,
    transports: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 8 }),
  }),
});
export const PasskeyAssertion = closed({
  ...credentialParts,
  response: closed({
    clientDataJSON: WebAuthnBytes,
    authenticatorData: WebAuthnBytes,
    signature: WebAuthnBytes,
    userHandle: Type.Optional(bytesField(64)),
  }),
});

/** OPAQUE's half of a password that is new. */
const NewPassword = closed({
  /** Of the answer that the record was made from. */
  registrationId: ShortId,
  registrationRecord: OpaqueMessage,
  stretching: StretchingName,
});

/** A way in that the log gains, with what is stored beside it. Of which kind it is, its entry says. */
const AddedWayIn = closed({
  credentialId: ShortId,
  /** The user seed, sealed to it. */
  seal: Seal,
  anchor: Anchor,
  password: Type.Optional(NewPassword),
  passkey: Type.Optional(PasskeyRegistration),
  /** Of a device: afterwards the server hands it nothing more. */
  expiresAtMs: Type.Optional(TimeMs),
});

const SessionFacts = closed({
  sessionId: ShortId,
  /** Browser and system, as the browser named itself: for people to recognise it by. */
  label: Type.String({ maxLength: 100 }),
  createdAtMs: TimeMs,
  lastSeenAtMs: TimeMs,
  isThisOne: Type.Boolean(),
});

const AppCode = closed({ code: Type.String({ maxLength: 32 }) });
const BackupCodes = closed({
  backupCodes: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 }),
});

/** Signing in by other ways than the password alone, and what a person can change of their ways in. */
export const waysInEndpoints = {
  secondFactorFinish: defineEndpoint({
    method: 'POST',
    path: '/api/login/second-factor',
    caller: 'anyone',
    summary: 'The second step after a password: a code of the authenticator app, a backup code or a passkey.',
    body: closed({
      secondFactorId: ShortId,
      code: Type.Optional(Type.String({ maxLength: 32 })),
      passkey: Type.Optional(PasskeyAssertion),
    }),
    reply: closed({ userId: LongId, credential: Credential }),
  }),
  keyChallenge: defineEndpoint({
    method: 'POST',
    path: '/api/login/key/start',
    caller: 'anyone',
    summary:
      'A random challenge for a recovery kit or a device to sign; known or not, the answer is the same.',
    body: closed({ credentialId: ShortId }),
    reply: closed({ challenge: bytesField(32, 32) }),
  }),
  keyLogin: defineEndpoint({
    method: 'POST',
    path: '/api/login/key/finish',
    caller: 'anyone',
    summary: 'Sign in with a signed challenge: sets the session cookie and hands out the sealed user seed.',
    body: closed({
      credentialId: ShortId,
      challenge: bytesField(32, 32),
      signature: bytesField(64, 64),
    }),
    reply: closed({ userId: LongId, email: Type.String(), credential: Credential }),
  }),
  passkeyChallenge: defineEndpoint({
    method: 'POST',
    path: '/api/login/passkey/start',
    caller: 'anyone',
    summary: 'A random challenge for any passkey of this site.',
    reply: closed({ challenge: bytesField(32, 32) }),
  }),
  passkeyLogin: defineEndpoint({
    method: 'POST',
    path: '/api/login/passkey/finish',
    caller: 'anyone',
    summary:
      'Sign in with a passkey: sets the session cookie; hands out the sealed user seed where the passkey can open it.',
    body: closed({ passkey: PasskeyAssertion }),
    reply: closed({ userId: LongId, email: Type.String(), credential: Type.Optional(Credential) }),
  }),

  registrationStart: defineEndpoint({
    method: 'POST',
    path: '/api/user/password/start',
    caller: 'person',
    summary: "Answer the first message of OPAQUE registration for the caller's next password.",
    body: closed({ registrationRequest: OpaqueMessage }),
    reply: closed({ registrationId: ShortId, registrationResponse: OpaqueMessage }),
  }),
  passkeyRegistration: defineEndpoint({
    method: 'POST',
    path: '/api/user/passkeys/start',
    caller: 'person',
    summary: 'A challenge for a new passkey of the caller, and those that there are already.',
    reply: closed({
      challenge: bytesField(32, 32),
      userHandle: bytesField(64),
      email: Type.String(),
      known: Type.Array(bytesField(1024), { maxItems: 100 }),
    }),
  }),
  /** One that cannot open anything: it stands in no log. */
  addSignInPasskey: defineEndpoint({
    method: 'POST',
    path: '/api/user/passkeys',
    caller: 'person',
    summary: 'Add a passkey that signs in and cannot unlock.',
    body: closed({ name: Type.String({ minLength: 1, maxLength: 64 }), passkey: PasskeyRegistration }),
    reply: closed({ passkeyId: ShortId }),
  }),
  removeSignInPasskey: defineEndpoint({
    method: 'POST',
    path: '/api/user/passkeys/:passkeyId/remove',
    caller: 'person',
    summary: 'Remove a passkey that cannot unlock. One that can is withdrawn with the keys that it opens.',
    params: closed({ passkeyId: ShortId }),
    reply: closed({}),
  }),
  waysIn: defineEndpoint({
    method: 'GET',
    path: '/api/user/ways-in',
    caller: 'person',
    summary: "What the server knows of the caller's ways in and sessions beyond what their log says.",
    reply: closed({
      used: Type.Array(
        closed({
          credentialId: ShortId,
          lastUsedAtMs: Type.Optional(TimeMs),
          expiresAtMs: Type.Optional(TimeMs),
        }),
        { maxItems: 200 },
      ),
      signInPasskeys: Type.Array(
        closed({
          passkeyId: ShortId,
          name: Type.String({ maxLength: 64 }),
          createdAtMs: TimeMs,
          lastUsedAtMs: Type.Optional(TimeMs),
        }),
        { maxItems: 100 },
      ),
      sessions: Type.Array(SessionFacts, { maxItems: 1_000 }),
      authenticatorApp: Type.Optional(
        closed({
          sinceMs: TimeMs,
          backupCodesLeft: Type.Integer(),
          /** As this session stands now. */
          isCodeNeededToRemove: Type.Boolean(),
        }),
      ),
    }),
  }),
  /** Entries after which the user seed stays: a way in is added, a password exchanged, a device forgets itself. */
  changeWaysIn: defineEndpoint({
    method: 'POST',
    path: '/api/user/ways-in',
    caller: 'person',
    summary:
      "Append to the caller's own log what it says of ways in, with what is stored beside them; whole or not at all.",
    body: closed({ step: UserLogStep, added: Type.Optional(AddedWayIn) }),
    reply: closed({}),
    bodyLimitBytes: 2 * 1024 * 1024,
  }),
  /** All of it in one transaction; every other session of the person ends with it. */
  replaceKeys: defineEndpoint({
    method: 'POST',
    path: '/api/user/keys',
    caller: 'person',
    summary:
      "Replace the caller's keys in their own log and in every account that they are in, with new account keys; whole or not at all.",
    body: closed({
      entry: Entry,
      /** The new user seed for each way in that stays. */
      kept: Type.Array(closed({ credentialId: ShortId, seal: Seal, anchor: Type.Optional(Anchor) }), {
        maxItems: 200,
      }),
      added: Type.Array(AddedWayIn, { maxItems: 2 }),
      accounts: Type.Array(closed({ accountId: LongId, entry: Entry, ...accountEntryParts }), {
        maxItems: 200,
      }),
      ownState: closed({ version: Version, state: bytesField(maxOwnStateBytes) }),
      marks: Type.Array(closed({ accountId: LongId, version: Version, marks: bytesField(maxMarksBytes) }), {
        maxItems: 200,
      }),
    }),
    reply: closed({}),
    bodyLimitBytes: 64 * 1024 * 1024,
  }),
  endSession: defineEndpoint({
    method: 'POST',
    path: '/api/user/sessions/:sessionId/end',
    caller: 'person',
    summary: 'End one session of the caller.',
    params: closed({ sessionId: ShortId }),
    reply: closed({}),
  }),
  endOtherSessions: defineEndpoint({
    method: 'POST',
    path: '/api/user/sessions/end-others',
    caller: 'person',
    summary: 'End every session of the caller but this one.',
    reply: closed({}),
  }),
  authenticatorStart: defineEndpoint({
    method: 'POST',
    path: '/api/user/authenticator/start',
    caller: 'person',
    summary:
      'A fresh secret for an authenticator app (RFC 6238); it counts once a code of it was shown. One in force is removed first.',
    reply: closed({ secret: Type.String({ maxLength: 64 }), uri: Type.String({ maxLength: 512 }) }),
  }),
  authenticatorConfirm: defineEndpoint({
    method: 'POST',
    path: '/api/user/authenticator/confirm',
    caller: 'person',
    summary:
      'Ask for a code at every password sign-in from now on; answers one-time backup codes, and ends every other session of the caller. When the answer was lost, the next code brings other ones.',
    body: AppCode,
    reply: BackupCodes,
  }),
  authenticatorBackupCodes: defineEndpoint({
    method: 'POST',
    path: '/api/user/authenticator/backup-codes',
    caller: 'person',
    summary: 'New backup codes in the place of the old ones, for a code of the app in force.',
    body: AppCode,
    reply: BackupCodes,
  }),
  authenticatorRemove: defineEndpoint({
    method: 'POST',
    path: '/api/user/authenticator/remove',
    caller: 'person',
    summary:
      'Ask for no code any more, for a code of the app or a backup code; none is needed just after signing in with a passkey or a recovery kit.',
    body: closed({ code: Type.Optional(Type.String({ maxLength: 32 })) }),
    reply: closed({}),
  }),
} as const;
