import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import { type SignedResetRequest, readResetRequest, requestProof } from '../../content/reset-request.ts';
import { nameBoxBytes } from '../../name.ts';
import { Refused } from '../../refused.ts';
import type { EntryFrame } from '../../signed-entry.ts';
import { admitMember, removeMember, voidInvites } from '../access.ts';
import { checkApprovals } from '../approvals.ts';
import type { EntryKind } from '../entry-kind.ts';
import { judgeApproval } from '../request-rules.ts';
import type { AccountState, BreakGlassSet, Member } from '../state.ts';
import { type ChainEnd, readChainEnds, withDevicesEnded, writeChainEnds } from './chain-end.ts';
import { writeRequest } from './vouch.ts';

/** `reset`: the last approval that it takes. Whoever asked is a member in the place of who they were. */
export interface Reset {
  readonly signed: SignedResetRequest;
  /** The person's name, under the account seed that the entry brings. */
  readonly nameBox: Uint8Array;
  /** One for each device of theirs that may still write, in the order of the log. */
  readonly chainEnds: readonly ChainEnd[];
}

export function writeReset(writer: ByteWriter, { signed, nameBox, chainEnds }: Reset): ByteWriter {
  return writeChainEnds(writeRequest(writer, signed).bytes(nameBox), chainEnds);
}

function readReset(reader: ByteReader): Reset {
  return {
    signed: readResetRequest(reader),
    nameBox: reader.bytes(nameBoxBytes),
    chainEnds: readChainEnds(reader),
  };
}

export const resetEntry: EntryKind<Reset, 'member'> = {
  name: 'reset',
  author: 'member',
  epoch: 'when access ends',
  changesPower: true,
  parse: readReset,
  keys: ({ signed: { request } }) => ({ signing: request.signingKey, receiving: request.receivingKey }),
  embedded: ({ signed }) => requestProof(signed),
  apply(state, { signed, nameBox, chainEnds }, { frame, author }) {
    const member = judgeApproval(state, signed, author, frame.timeMs);
    if (member instanceof Refused) return member;
    const refusal = checkApprovals(state, signed, member, author);
    if (refusal) return refusal;
    const written = withDevicesEnded(state, member.userId, chainEnds, frame);
    if (written instanceof Refused) return written;
    const successor = successorOf(member, signed, nameBox, frame);
    const { breakGlass } = state;
    return {
      // Whoever else has the old keys may have made a link to come back by.
      ...voidInvites(admitMember(removeMember(state, member), successor), frame, member.userId),
      ...written,
      breakGlass: breakGlass && nowOf(breakGlass, member, successor),
    };
  },
};

function successorOf(
  { userId: succeeds, role }: Member,
  { request: { userId, signingKey, receivingKey } }: SignedResetRequest,
  nameBox: Uint8Array,
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): Member {
  return { userId, role, signingKey, receivingKey, nameBox, nameSeal: undefined, succeeds, since, sinceMs };
}

/** The shares are still in the same hands: of the person who came back, too, if they made them. */
function nowOf(set: BreakGlassSet, before: Member, after: Member): AccountState['breakGlass'] {
  return set.madeBy === before.userId ? { ...set, madeBy: after.userId } : set;
}
