import { type SoundFinding, encodeFinding, maxFindingBytes, parseFinding } from '@commonseal/protocol';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { WantedAnalysis } from '../analysers/analyser.ts';
import { maxAnalysedBytes, maxAnalysisTextBytes } from '../analysis.ts';
import { frame } from '../frames.ts';
import type { ReadingTask } from '../reading/task.ts';

/** Analysers and versions of one task. */
const maxWanted = 50;
const idLength = 36;

const TaskHead = Type.Object(
  {
    /** Comes back with the answer: one process reads many items, and an answer is of the one that it names. */
    id: Type.String({ minLength: idLength, maxLength: idLength }),
    wanted: Type.Array(
      Type.Object(
        { name: Type.String({ maxLength: 40 }), version: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: maxWanted },
    ),
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

const maxHeadBytes = 8 * 1024;
export const maxTaskFrameBytes = maxHeadBytes + maxAnalysedBytes;
const lineFeed = 0x0a;

/** A line of JSON, then the bytes of the item. */
export function encodeTask(
  id: string,
  { form, charset, bytes }: ReadingTask,
  wanted: readonly WantedAnalysis[],
): Uint8Array {
  const plain = wanted.map(({ name, version }) => ({ name, version }));
  const head = JSON.stringify({ id, wanted: plain, form, ...(charset !== undefined && { charset }) });
  return frame(new TextEncoder().encode(`${head}\n`), bytes);
}

/** @throws Error when it is none: then this is no child of a pool. */
export function parseTask(taskFrame: Uint8Array): {
  id: string;
  task: ReadingTask;
  wanted: WantedAnalysis[];
} {
  const end = taskFrame.indexOf(lineFeed);
  const head: unknown = JSON.parse(new TextDecoder().decode(taskFrame.subarray(0, Math.max(0, end))));
  if (!Value.Check(TaskHead, head)) throw new TypeError('not a task');
  const { id, wanted, form, charset } = head;
  return { id, wanted, task: { form, charset, bytes: taskFrame.subarray(end + 1) } };
}

export function maxAnswerBytesOf(wanted: readonly WantedAnalysis[]): number {
  return idLength + wanted.length * (1 + maxFindingBytes);
}

/** The id, then a line for each finding: JSON knows no line feed within a text. */
export function encodeAnswer(id: string, findings: readonly SoundFinding[]): Uint8Array {
  const newLine = Uint8Array.of(lineFeed);
  return frame(
    new TextEncoder().encode(id),
    ...findings.flatMap((finding) => [newLine, encodeFinding(finding)]),
  );
}

/** `undefined` for what is no answer to this task: nobody speaks in place of a process that answers nonsense. */
export function parseAnswer(
  id: string,
  wanted: readonly WantedAnalysis[],
  answer: Uint8Array,
): readonly SoundFinding[] | undefined {
  const [first, ...lines] = linesOf(answer, wanted.length + 2);
  if (first === undefined || new TextDecoder().decode(first) !== id || lines.length !== wanted.length)
    return undefined;
  try {
    return lines.map((line, at) => parseSound(line, wanted[at]?.name ?? ''));
  } catch {
    return undefined;
  }
}

/** @throws Error for what this analyser does not say */
function parseSound(line: Uint8Array, analyser: string): SoundFinding {
  const finding = parseFinding(line);
  if (finding.kind === 'failed') throw new TypeError('whoever says so has not failed');
  if (finding.kind !== 'nothing to read' && finding.kind !== analyser)
    throw new TypeError('the finding of another analyser');
  if (finding.kind === 'text' && Buffer.byteLength(finding.text) > maxAnalysisTextBytes)
    throw new TypeError('too much text');
  return finding;
}

/** As many as are asked for at most. */
function linesOf(bytes: Uint8Array, most: number): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at <= bytes.length && lines.length < most; ) {
    const found = bytes.indexOf(lineFeed, at);
    const end = found === -1 ? bytes.length : found;
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return lines;
}
