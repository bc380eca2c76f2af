export interface Timings {
  /** A file has to look the same for this long before it is taken: its writer may have paused. */
  readonly settleMs: number;
  /** A file that could be taken waits for others at most this long. */
  readonly gatherMs: number;
  /** From one look at the folder to the next, at least. */
  readonly lookMs: number;
  /** And at most: the system's notices of changes may be lost, or not exist, as on shared drives. */
  readonly rescanMs: number;
  /** The same while some folder gives no notices. */
  readonly rescanUnnoticedMs: number;
  /** The first pause before a file that cannot be read is tried again; it grows up to `longestRetryMs`. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** How often the account is asked about when nothing is delivered: whether it still admits this connector. */
  readonly checkMs: number;
  /** An empty batch is signed when nothing was delivered for this long. */
  readonly signOfLifeMs: number;
  /** Pauses while the server is away; the last one is repeated. */
  readonly awayPausesMs: readonly number[];
}

export const watchTimings: Timings = {
  settleMs: 3_000,
  gatherMs: 3_000,
  lookMs: 1_000,
  rescanMs: 30_000,
  rescanUnnoticedMs: 5_000,
  retryMs: 10_000,
  longestRetryMs: 10 * 60_000,
  checkMs: 10 * 60_000,
  signOfLifeMs: 20 * 60 * 60_000,
  awayPausesMs: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000],
};
