import { Type, type Static } from 'typebox';

export const analyserName = 'text';
/** 1: the text of the body. 2: also that of a message's attachments, and what a document says of itself. */
export const analyserVersions = [1, 2] as const;
export type AnalyserVersion = (typeof analyserVersions)[number];

/** Of UTF-8; what is beyond is cut off, and the result says so. */
export const maxAnalysisTextBytes = 4 * 1024 * 1024;
/** Larger items are not looked at: text for people is not that long. */
export const maxAnalysedBytes = 64 * 1024 * 1024;

/** Bounds of what a document says of itself: as in the header of an item. */
export const maxTitleLength = 1000;
export const maxAuthorLength = 500;
const maxCount = 1_000_000;

export interface AnalysedItem {
  readonly mediaType: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

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
export type NothingToRead = Extract<Analysis, { kind: 'nothing to read' }>['why'];

export function nothingToRead(why: NothingToRead): Analysis {
  return { kind: 'nothing to read', why };
}
