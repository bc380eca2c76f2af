import { type ByteReader, CommonsealError } from '@commonseal/protocol';

/** The first bytes of everything that is stored or signed: 'CSL', format version, suite, kind. */
const magic = [0x43, 0x53, 0x4c] as const;
export const formatVersion = 1;
export const suite = 1;
export const prefixBytes = 6;

export const envelopeKinds = {
  seal: 1,
  box: 2,
  page: 3,
  body: 4,
  manifest: 5,
  accountEntry: 6,
  userEntry: 7,
  resetRequest: 8,
  workerIdentity: 9,
  jobPart: 11,
  jobRequest: 12,
} as const;
export type EnvelopeKind = keyof typeof envelopeKinds;

export function envelopePrefix(kind: EnvelopeKind): Uint8Array {
  return Uint8Array.of(...magic, formatVersion, suite, envelopeKinds[kind]);
}

/**
 * Reads the prefix. The list of versions and suites stands here, in the code: nothing that a server says can lower it.
 * @throws CommonsealError `malformed` for other bytes or another kind; `unsupported_format` for a version or suite that
 * this build does not know: an update is needed, or somebody tries an older one.
 */
export function readEnvelopePrefix(reader: ByteReader, kind: EnvelopeKind): void {
  const actualMagic = reader.bytes(magic.length);
  if (magic.some((byte, at) => actualMagic[at] !== byte)) reader.fail('not an envelope');
  const [version, actualSuite, actualKind] = reader.bytes(3);
  if (version !== formatVersion || actualSuite !== suite) {
    throw new CommonsealError('unsupported_format', `format ${version}, suite ${actualSuite}`);
  }
  if (actualKind !== envelopeKinds[kind]) reader.fail('another kind of envelope');
}
