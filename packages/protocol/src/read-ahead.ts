/**
 * Asks for the next element while the one before is still worked on, and never for more than that one: what reads, checks or
 * encrypts a chunk then runs beside what takes it.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const ask = () => {
    const asked = iterator.next();
    // One that fails before its turn is thrown when its turn comes.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    for (let next = ask(); ; ) {
      const { done, value } = await next;
      if (done === true) return;
      next = ask();
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
