import { AccountId, ByteReader, ByteWriter, WriterId, longIdBytes } from '@commonseal/protocol';
import { type ChainHead, type Head, readHead, writeHead } from '@commonseal/account-log';

/** What a person's clients remember of one account: everything that is shown later must extend it. */
export interface AccountPins {
  readonly logHead: Head;
  /** Verified chains of the account's writers. */
  readonly chains: ReadonlyMap<WriterId, ChainHead>;
}

/** A person's own state: versioned, encrypted under a symmetric subkey of the user seed. */
export type OwnState = ReadonlyMap<AccountId, AccountPins>;

const maxAccounts = 500;
/** Chains in all; 80 bytes each, so that the whole stays below what the server takes. */
const maxChains = 8_000;

export function encodeOwnState(state: OwnState): Uint8Array {
  const kept = newestChains(state);
  const writer = new ByteWriter().u16(state.size);
  for (const [accountId, { logHead, chains }] of state) {
    const entries = Array.from(chains).filter(([, head]) => kept.has(head));
    writeHead(writer.bytes(AccountId.toBytes(accountId)), logHead).u32(entries.length);
    for (const [writerId, { index, hash, logSequence, timeMs }] of entries) {
      writer.bytes(WriterId.toBytes(writerId)).u32(index).bytes(hash).u32(logSequence).u53(timeMs);
    }
  }
  return writer.finish();
}

/** What was written to last is remembered longest: a state that grew too large could not be kept at all. */
function newestChains(state: OwnState): ReadonlySet<ChainHead> {
  const all = Array.from(state.values(), ({ chains }) => Array.from(chains.values())).flat();
  return new Set(all.toSorted((left, right) => right.timeMs - left.timeMs).slice(0, maxChains));
}

/** @throws CommonsealError `malformed` */
export function parseOwnState(bytes: Uint8Array): OwnState {
  const reader = new ByteReader(bytes, 'own state');
  const state = new Map<AccountId, AccountPins>();
  const accounts = reader.u16();
  if (accounts > maxAccounts) reader.fail('too many accounts');
  for (let at = 0; at < accounts; at += 1) {
    const accountId = AccountId.fromBytes(reader.bytes(longIdBytes));
    const logHead = readHead(reader);
    const count = reader.u32();
    if (count > maxChains) reader.fail('too many chains');
    const chains = new Map<WriterId, ChainHead>();
    for (let chain = 0; chain < count; chain += 1) chains.set(...readChain(reader));
    if (chains.size !== count || state.has(accountId)) reader.fail('twice');
    state.set(accountId, { logHead, chains });
  }
  reader.end();
  return state;
}

function readChain(reader: ByteReader): [WriterId, ChainHead] {
  const writerId = WriterId.fromBytes(reader.bytes(longIdBytes));
  return [
    writerId,
    { index: reader.u32(), hash: reader.bytes(longIdBytes), logSequence: reader.u32(), timeMs: reader.u53() },
  ];
}

/** Joins what two devices remember: of every log and chain the farther one. */
export function mergeOwnStates(left: OwnState, right: OwnState): OwnState {
  const merged = new Map(left);
  for (const [accountId, pins] of right) {
    const known = merged.get(accountId);
    merged.set(accountId, known ? mergePins(known, pins) : pins);
  }
  return merged;
}

function mergePins(left: AccountPins, right: AccountPins): AccountPins {
  const chains = new Map(left.chains);
  for (const [writerId, head] of right.chains) {
    const known = chains.get(writerId);
    if (!known || known.index < head.index) chains.set(writerId, head);
  }
  return { logHead: left.logHead.sequence < right.logHead.sequence ? right.logHead : left.logHead, chains };
}
