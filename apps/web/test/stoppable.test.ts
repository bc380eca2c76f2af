import { expect, it, vi } from 'vitest';
import { stopAll, stoppables, whileStoppable } from '../src/session/stoppable.ts';

it('names what would be cut off until it has ended, and waits for that', async () => {
  let cutOff = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    cutOff = () => reject(new Error('cut off'));
  });
  const stop = vi.fn<() => void>();
  const work = whileStoppable({ kind: 'import', accountName: 'Harbour', stop }, () => promise);
  const other = whileStoppable({ kind: 'new locks', accountName: 'Harbour', stop }, async () => 7);
  expect(stoppables().map(({ kind }) => kind)).toEqual(['import', 'new locks']);
  expect(await other).toBe(7);
  expect(stoppables().map(({ kind }) => kind)).toEqual(['import']);
  const stopped = vi.fn<() => void>();
  const all = stopAll().then(stopped);
  expect(stop).toHaveBeenCalledTimes(1);
  await Promise.resolve();
  expect(stopped).not.toHaveBeenCalled();
  cutOff();
  await expect(work).rejects.toThrow('cut off');
  await all;
  expect(stoppables()).toEqual([]);
});
