/** What the server has said beside what an answer is made of. */
export interface Said {
  /** Receiving keys of people, by their ids. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Accounts that the person belongs to, and the newest entry of each. */
  readonly accounts?: readonly {
    readonly accountId: string;
    readonly sequence: number;
    readonly hash: string;
  }[];
  /** The connector that an owner is about to enrol. */
  readonly connector?: string;
  /** Who may let somebody back in, and how many it takes. */
  readonly policy?: { readonly vouchers: 'owners' | 'members'; readonly approvals: number };
  /** A break-glass set that is to be given the account's key. */
  readonly breakGlass?: { readonly id: string; readonly receivingKey: string };
  /** Who else is to be given the account's key. */
  readonly recipients?: readonly { readonly userId: string; readonly receivingKey: string }[];
  /** Workers to which something was granted. */
  readonly workers?: readonly { readonly workerId: string; readonly receivingKey: string }[];
}

export const said: { current: Said } = { current: {} };
