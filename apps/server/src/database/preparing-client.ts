import pg from 'pg';
import { sha256, textOf } from '../bytes.ts';
import { isPreparedLost } from './connection-errors.ts';

/**
 * Clients that have a statement parsed and planned once on each connection, and not with each request: that is most of what a read of one row
 * costs a database. The texts are those of the repositories, a few hundred, and each is remembered for good.
 *
 * A pooler that shares connections between transactions may lead to a connection that knows nothing of what was prepared on another one. Then
 * nothing is prepared any more; what was under way is done again, see `isRepeatable`. The name follows from the text, so that what other
 * servers have prepared behind the same pooler is never taken for something else.
 * @param onLost called when that happens
 */
export function preparingClient(onLost: () => void): typeof pg.Client {
  const names = new Map<string, string>();
  let isPreparing = true;

  const prepared = (first: unknown): unknown => {
    if (!isPreparing || !isStatement(first)) return first;
    const { text, values } = first;
    const name = names.get(text) ?? textOf(sha256(text));
    names.set(text, name);
    return { name, text, values };
  };

  class PreparingClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config);
      this.connection.on('errorMessage', (error: unknown) => {
        if (!isPreparing || !isPreparedLost(error)) return;
        isPreparing = false;
        onLost();
      });
    }

    /** In each of the ways in which it can be called. */
    override query(first: never, ...rest: never[]): never {
      return super.query(prepared(first) as never, ...rest) as never;
    }
  }
  return PreparingClient;
}

/** One of a repository: text alone begins and ends transactions. */
function isStatement(first: unknown): first is pg.QueryConfig {
  return typeof first === 'object' && first !== null && 'text' in first && 'values' in first;
}
