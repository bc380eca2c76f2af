import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Analysis, maxAnalysedBytes, maxAnalysisTextBytes } from '../analysis.ts';
import { frame } from '../frames.ts';
import type { ReadingTask } from '../reading/task.ts';

const TaskId = Type.String({ minLength: 36, maxLength: 36 });

const TaskHead = Type.Object(
  {
    /** Comes back with the answer: one process reads many items, and an answer is of the one that it names. */
    id: TaskId,
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
export function encodeTask(id: string, { version, form, charset, bytes }: ReadingTask): Uint8Array {
  const head = JSON.stringify({ id, version, form, ...(charset !== undefined && { charset }) });
  return frame(new TextEncoder().encode(`${head}\n`), bytes);
}

/** @throws Error when it is none: then this is no child of a pool. */
export function parseTask(taskFrame: Uint8Array): { id: string; task: ReadingTask } {
  const end = taskFrame.indexOf(lineFeed);
  const head: unknown = JSON.parse(new TextDecoder().decode(taskFrame.subarray(0, Math.max(0, end))));
  if (!Value.Check(TaskHead, head)) throw new TypeError('not a task');
  const { id, version, form, charset } = head;
  return { id, task: { version, form, charset, bytes: taskFrame.subarray(end + 1) } };
}

/** JSON writes quotation marks and the like in two bytes; titles and numbers need little. */
export const maxAnswerBytes = 2 * maxAnalysisTextBytes + 64 * 1024;

const Answer = Type.Object({ id: TaskId, analysis: Analysis }, { additionalProperties: false });

export function encodeAnswer(id: string, analysis: Analysis): Uint8Array {
  return frame(new TextEncoder().encode(JSON.stringify({ id, analysis })));
}

/** `undefined` for what is no answer to this task: nobody speaks in place of a process that answers nonsense. */
export function parseAnswer(id: string, json: Uint8Array): Analysis | undefined {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json),
    );
    if (!Value.Check(Answer, value) || value.id !== id) return undefined;
    const { analysis } = value;
    return analysis.kind === 'text' && Buffer.byteLength(analysis.text) > maxAnalysisTextBytes
      ? undefined
      : analysis;
  } catch {
    return undefined;
  }
}
