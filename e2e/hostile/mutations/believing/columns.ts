/** What the server's own table says of a batch. */
export interface Columns {
  readonly acceptedAtMs: number;
  readonly writerId: string;
  readonly bytes: number;
}

/** By the id of the batch, as far as the server has told. */
export const columns = new Map<string, Columns>();
