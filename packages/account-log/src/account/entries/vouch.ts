import type { ByteWriter } from '@commonseal/protocol';
import {
  type SignedResetRequest,
  readResetRequest,
  requestProof,
  resetRequestToBytes,
} from '../../content/reset-request.ts';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { withVouch } from '../open-requests.ts';
import { judgeApproval } from '../request-rules.ts';

export function writeRequest(writer: ByteWriter, signed: SignedResetRequest): ByteWriter {
  return writer.bytes(resetRequestToBytes(signed));
}

/** `vouch`: a member says that whoever made a request is who they say. The last of those that it takes says `reset`. */
export const vouchEntry: EntryKind<SignedResetRequest, 'member'> = {
  name: 'vouch',
  author: 'member',
  epoch: 'never',
  parse: readResetRequest,
  keys: ({ request }) => ({ signing: request.signingKey, receiving: request.receivingKey }),
  embedded: requestProof,
  apply(state, signed, { frame, author }) {
    const member = judgeApproval(state, signed, author, frame.timeMs);
    if (member instanceof Refused) return member;
    const requests = withVouch(state, signed, author.userId, frame.timeMs);
    return requests instanceof Refused ? requests : { requests };
  },
};
