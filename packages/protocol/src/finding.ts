import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommonsealError } from './errors.ts';

/** Of UTF-8; what is beyond is cut off, and the result says so. */
export const maxAnalysisTextBytes = 4 * 1024 * 1024;
/** Bounds of what a document says of itself: as in the header of an item. */
export const maxTitleLength = 1000;
export const maxAuthorLength = 500;
const maxCount = 1_000_000;

const count = Type.Integer({ minimum: 0, maximum: maxCount });

/** The same bytes give the same result. Its strings are third-party text: without control characters, else as it came. */
export const Analysis = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('text'),
      /** Lines end with line feeds; well-formed, never empty. */
      text: Type.String({ minLength: 1, maxLength: maxAnalysisTextBytes }),
      /** Something was left out: text beyond the bound, pages that cannot be read, attachments beyond a number. */
      isCut: Type.Boolean(),
      /** Of a PDF. */
      pages: Type.Optional(count),
      title: Type.Optional(Type.String({ minLength: 1, maxLength: maxTitleLength })),
      author: Type.Optional(Type.String({ minLength: 1, maxLength: maxAuthorLength })),
      /** Of a message: how many had text that is in `text`, and how many had none. */
      attachments: Type.Optional(
        Type.Object({ read: count, passedOver: count }, { additionalProperties: false }),
      ),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('nothing to read'),
      why: Type.Union([
        Type.Literal('empty'),
        Type.Literal('no text in it'),
        Type.Literal('not a kind that is read'),
        Type.Literal('damaged'),
        Type.Literal('locked by a password'),
        Type.Literal('too large'),
      ]),
    },
    { additionalProperties: false },
  ),
]);
export type Analysis = Static<typeof Analysis>;

const Finding = Type.Union([
  Analysis,
  Type.Object(
    {
      kind: Type.Literal('failed'),
      /** What became of the process that read the item. */
      why: Type.Union([Type.Literal('crashed'), Type.Literal('hung'), Type.Literal('out of memory')]),
    },
    { additionalProperties: false },
  ),
]);
/** The body of a result. */
export type Finding = Static<typeof Finding>;

/** Of the longest text, each character of which may be escaped by another one, and what stands beside it. */
export const maxFindingBytes = 2 * maxAnalysisTextBytes + 64 * 1024;

/** @throws CommonsealError `malformed` */
export function parseFinding(bytes: Uint8Array): Finding {
  let value: unknown;
  try {
    if (bytes.length <= maxFindingBytes)
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Falls through: undefined is no finding.
  }
  if (!Value.Check(Finding, value)) throw new CommonsealError('malformed', 'what an analyser found');
  return value;
}
