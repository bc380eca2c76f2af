import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { maxAnalysedBytes } from '../analysis.ts';
import { frame } from '../frames.ts';
import type { ReadingTask } from '../reading/task.ts';

const TaskHead = Type.Object(
  {
    version: Type.Union([Type.Literal(1), Type.Literal(2)]),
    form: Type.Union([
      Type.Literal('email'),
      Type.Literal('html'),
      Type.Literal('json'),
      Type.Literal('markdown'),
      Type.Literal('pdf'),
      Type.Literal('table'),
      Type.Literal('text'),
    ]),
    charset: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);

const maxHeadBytes = 256;
export const maxTaskFrameBytes = maxHeadBytes + maxAnalysedBytes;
const lineFeed = 0x0a;

/** A line of JSON, then the bytes of the item. */
export function encodeTask({ version, form, charset, bytes }: ReadingTask): Uint8Array {
  const head = JSON.stringify({ version, form, ...(charset !== undefined && { charset }) });
  return frame(new TextEncoder().encode(`${head}\n`), bytes);
}

/** @throws Error when it is none: then this is no child of a pool. */
export function parseTask(taskFrame: Uint8Array): ReadingTask {
  const end = taskFrame.indexOf(lineFeed);
  const head: unknown = JSON.parse(new TextDecoder().decode(taskFrame.subarray(0, Math.max(0, end))));
  if (!Value.Check(TaskHead, head)) throw new TypeError('not a task');
  return { ...head, charset: head.charset, bytes: taskFrame.subarray(end + 1) };
}
