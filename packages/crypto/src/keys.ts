/** A key by its role. Two roles are two types, so that one cannot be passed where the other is meant. */
type Secret<Role extends string> = Uint8Array & { readonly roleOf: Role };

/** 32 random bytes per epoch of an account; who holds it reads the account. */
export type AccountSeed = Secret<'account seed'>;
/** 32 random bytes per person and rekey. */
export type UserSeed = Secret<'user seed'>;
/** 32 bytes that one way in (a password, a passkey, a kit) yields. */
export type CredentialSeed = Secret<'credential seed'>;
/** 32 random bytes on a printed recovery kit. */
export type KitSecret = Secret<'kit secret'>;
/** 32 random bytes of a connector, a device or a worker as a writer. */
export type WriterSeed = Secret<'writer seed'>;
/** 32 random bytes in an invite's link. */
export type InviteSeed = Secret<'invite seed'>;
/** 32 random bytes, split over the printed shares of a break-glass set: whoever brings enough of them together has it. */
export type BreakGlassSeed = Secret<'break-glass seed'>;
/** 32 random bytes of a worker, under its operator's passphrase: what an account grants to it, it opens. */
export type WorkerSeed = Secret<'worker seed'>;
/** 32 random bytes for the name of somebody who joins: they do not know the account seed yet. */
export type MemberNameKey = Secret<'member name key'>;
/** 32 random bytes per part of what is handed over to a worker for one job. */
export type JobPartKey = Secret<'job part key'>;
/** 32 random bytes per batch of items. */
export type BatchKey = Secret<'batch key'>;
/** 32 bytes derived per item. */
export type ItemKey = Secret<'item key'>;
/** 32 bytes derived from a seed for one kind of small ciphertext. */
export type BoxKey = Secret<'box key'>;

/** What a recipient can open seals with. */
export type ReceivingSeed =
  | AccountSeed
  | UserSeed
  | CredentialSeed
  | InviteSeed
  | BreakGlassSeed
  | WorkerSeed;
/** What signatures are made with. */
export type SigningSeed = UserSeed | WriterSeed | InviteSeed | CredentialSeed | BreakGlassSeed | WorkerSeed;
/** What is handed over by a seal. */
export type SealedSecret = AccountSeed | UserSeed | BatchKey | MemberNameKey | JobPartKey;

/** Bytes of every seed and symmetric key. */
export const keyBytes = 32;
/** Bytes of an X-Wing public key (draft-connolly-cfrg-xwing-kem). */
export const receivingPublicKeyBytes = 1216;
/** Bytes of an X-Wing ciphertext. */
export const kemCiphertextBytes = 1120;
/** Bytes of an Ed25519 public key (RFC 8032 section 5.1.5). */
export const signingPublicKeyBytes = 32;
/** Bytes of an Ed25519 signature (RFC 8032 section 5.1.6). */
export const signatureBytes = 64;
/** Bytes of every BLAKE2b hash and key commitment in the formats. */
export const hashBytes = 32;

/** Checks the length and gives bytes a role. @throws TypeError: lengths of received secrets are checked by parsers. */
export function secretOf<S extends Secret<string>>(bytes: Uint8Array): S {
  if (bytes.length !== keyBytes) throw new TypeError('a secret has 32 bytes');
  return bytes as S;
}
