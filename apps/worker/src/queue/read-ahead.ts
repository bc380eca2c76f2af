/** What is under way at a time, and whose bytes are held. */
export interface Ahead {
  readonly items: number;
  readonly bytes: number;
}

/**
 * Does something with each item, several at a time, and hands what came of it on in the order of the items. The next ones are begun while
 * the caller is busy with one. An item that is larger than all may be together is begun alone.
 * @throws what `work` and the items throw, when all that was begun has come to an end
 */
export async function* readAhead<T extends { readonly size: number }, R>(
  items: AsyncIterable<T>,
  ahead: Ahead,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: { readonly size: number; readonly result: Promise<R> }[] = [];
  let bytes = 0;
  const take = async (): Promise<R> => {
    const [first] = begun;
    if (!first) throw new TypeError('nothing was begun');
    try {
      return await first.result;
    } finally {
      begun.shift();
      bytes -= first.size;
    }
  };
  try {
    for await (const item of items) {
      const isFull = () =>
        begun.length > 0 && (begun.length >= ahead.items || bytes + item.size > ahead.bytes);
      while (isFull()) yield await take();
      const result = work(item);
      // It is looked at in its turn: until then it is nobody's fault.
      result.catch(() => undefined);
      begun.push({ size: item.size, result });
      bytes += item.size;
    }
    while (begun.length > 0) yield await take();
  } finally {
    await Promise.allSettled(begun.map(({ result }) => result));
  }
}
