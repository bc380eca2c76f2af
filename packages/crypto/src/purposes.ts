/**
 * Every purpose that a key is derived for, bytes are hashed for, or a signature is made for. One string, one use: two
 * uses of the same seed never share a key, and no hash or signature can be taken for another kind. Strings are part of
 * the wire format; a changed meaning takes a new string.
 */
export const derivePurposes = {
  receivingKeyPair: 'commonseal/1/derive/receiving key pair',
  signingKeyPair: 'commonseal/1/derive/signing key pair',
  /** Symmetric subkeys: never handed to anybody, so whoever opens knows that the holder itself wrote. */
  anchorKey: 'commonseal/1/derive/anchor key',
  ownStateKey: 'commonseal/1/derive/own state key',
  deviceStateKey: 'commonseal/1/derive/device state key',
  marksKey: 'commonseal/1/derive/marks key',
  checkpointKey: 'commonseal/1/derive/checkpoint key',
  nameKey: 'commonseal/1/derive/name key',
  memberNameKey: 'commonseal/1/derive/member name key',
  chainBackKey: 'commonseal/1/derive/chain-back key',
  jobPartKey: 'commonseal/1/derive/job part key',
  accessRecordKey: 'commonseal/1/derive/access record key',
  itemKey: 'commonseal/1/derive/item key',
  pageKey: 'commonseal/1/derive/page key',
  bodyKey: 'commonseal/1/derive/body key',
  headerHash: 'commonseal/1/derive/header hash',
  batchKeyCommitment: 'commonseal/1/derive/batch key commitment',
  passwordCredentialSeed: 'commonseal/1/derive/credential seed of a password',
  passkeyCredentialSeed: 'commonseal/1/derive/credential seed of a passkey',
  kitCredentialSeed: 'commonseal/1/derive/credential seed of a kit',
  kitCredentialId: 'commonseal/1/derive/credential id of a kit',
  /** Of the writer that signs a worker's results in one account. */
  resultWriterSeed: 'commonseal/1/derive/seed of a writer of results',
  /** Encryption key and commitment of one ciphertext. */
  sealedKey: 'commonseal/1/derive/seal',
  boxedKey: 'commonseal/1/derive/box',
} as const;
export type DerivePurpose = (typeof derivePurposes)[keyof typeof derivePurposes];

export const hashPurposes = {
  accountEntry: 'commonseal/1/hash/account log entry',
  userEntry: 'commonseal/1/hash/user log entry',
  manifest: 'commonseal/1/hash/manifest',
  seal: 'commonseal/1/hash/seal',
  chainBack: 'commonseal/1/hash/chain-back',
  page: 'commonseal/1/hash/page',
  body: 'commonseal/1/hash/body',
  receivingKey: 'commonseal/1/hash/receiving key',
  resetRequest: 'commonseal/1/hash/reset request',
  wordsSalt: 'commonseal/1/hash/salt of verification words',
  breakGlassSetName: 'commonseal/1/hash/name of a break-glass set',
  answerWords: 'commonseal/1/hash/answer to verification words',
  workerIdentity: 'commonseal/1/hash/identity of a worker',
  jobItems: 'commonseal/1/hash/items of a job',
  workerKeyFile: 'commonseal/1/hash/worker key file',
  accessRecord: 'commonseal/1/hash/access record',
  accessItems: 'commonseal/1/hash/items of an access',
} as const;
export type HashPurpose = (typeof hashPurposes)[keyof typeof hashPurposes];

export const signPurposes = {
  accountEntry: 'commonseal/1/sign/account log entry',
  userEntry: 'commonseal/1/sign/user log entry',
  headStatement: 'commonseal/1/sign/head statement',
  inviteReading: 'commonseal/1/sign/reading by an invite',
  resetRequest: 'commonseal/1/sign/reset request',
  breakGlassReading: 'commonseal/1/sign/reading by a break-glass set',
  manifest: 'commonseal/1/sign/manifest',
  accessRecord: 'commonseal/1/sign/access record',
  writerSession: 'commonseal/1/sign/writer session',
  credentialSession: 'commonseal/1/sign/credential session',
  workerSession: 'commonseal/1/sign/worker session',
  jobRequest: 'commonseal/1/sign/job request',
} as const;
export type SignPurpose = (typeof signPurposes)[keyof typeof signPurposes];
