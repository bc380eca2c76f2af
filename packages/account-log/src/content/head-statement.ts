import { AccountId, ByteReader, ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';
import type { AccountState } from '../account/state.ts';
import { type Head, readHead, writeHead } from '../head.ts';

/**
 * 'The newest entry that I know is h, at time t': what members' clients sign now and then, so that others see a log
 * that was cut off, split, or has stood still.
 */
export interface HeadStatement {
  readonly userId: UserId;
  readonly head: Head;
  readonly timeMs: number;
}

export function headStatementMessage({ userId, head, timeMs }: HeadStatement): Uint8Array {
  return writeHead(new ByteWriter().bytes(UserId.toBytes(userId)), head)
    .u53(timeMs)
    .finish();
}

/** @throws CommonsealError `malformed` */
export function parseHeadStatement(message: Uint8Array): HeadStatement {
  const reader = new ByteReader(message, 'head statement');
  const userId = UserId.fromBytes(reader.bytes(longIdBytes));
  const head = readHead(reader);
  const timeMs = reader.u53();
  reader.end();
  return { userId, head, timeMs };
}

/**
 * @returns the statement, if a member of the account as it is known here signed it; undefined when it is nobody known:
 * somebody who joined later, or was removed
 * @throws CommonsealError `malformed`, `signature_invalid`
 */
export function verifyHeadStatement(
  state: AccountState,
  signed: { readonly message: Uint8Array; readonly signature: Uint8Array },
): HeadStatement | undefined {
  const statement = parseHeadStatement(signed.message);
  const member = state.members.get(statement.userId);
  if (!member) return undefined;
  verifySignature({
    purpose: signPurposes.headStatement,
    subjectId: AccountId.toBytes(state.accountId),
    message: signed.message,
    signature: signed.signature,
    publicKey: member.signingKey,
  });
  return statement;
}
