import type { WorkerId, WriterId } from '@commonseal/protocol';
import { type AccountState, type GrantTerms, type WriterKind, currentEpoch } from '@commonseal/account-log';
import { isGrantInForce, mayHoldKeys } from '../accounts/grants.ts';

/** How far a keyholder knows an account, and what it says to this worker. */
export interface AccountStanding {
  /** Of the newest entry. */
  readonly sequence: number;
  /** Whether the account's keys may be shown, and are not open. */
  readonly needsKeys: boolean;
  /** Those of this worker that are in force. */
  readonly grants: readonly {
    readonly grant: number;
    readonly kind: GrantTerms['kind'];
    /** Of one job. */
    readonly itemCount?: number;
  }[];
  readonly writers: readonly {
    readonly writerId: WriterId;
    readonly kind: WriterKind;
    /** Batches that were verified since the start. */
    readonly batchCount: number;
    /** Of one that was withdrawn: so many of its batches count. */
    readonly countedBatches?: number;
  }[];
}

export function standingOf(
  state: AccountState,
  held: {
    readonly workerId: WorkerId;
    readonly nowMs: number;
    readonly epochsHeld: number;
    readonly counts: (writerId: WriterId) => number;
  },
): AccountStanding {
  const { workerId, nowMs, epochsHeld, counts } = held;
  const own = [...state.grants.values()].filter(({ since }) =>
    isGrantInForce(state, workerId, { since, nowMs }),
  );
  return {
    sequence: state.head.sequence,
    needsKeys: mayHoldKeys(state, workerId, nowMs) && epochsHeld <= currentEpoch(state).epoch,
    grants: own.map(({ since, terms }) => ({
      grant: since,
      kind: terms.kind,
      ...(terms.kind === 'job' ? { itemCount: terms.itemCount } : {}),
    })),
    writers: [...state.writers.values()].map(({ writerId, kind, withdrawn }) => ({
      writerId,
      kind,
      batchCount: counts(writerId),
      ...(withdrawn ? { countedBatches: withdrawn.batchCount } : {}),
    })),
  };
}
