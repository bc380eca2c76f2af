import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommonsealError } from './errors.ts';
import { maxItemBytes } from './limits.ts';

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

/** Characters of a quotation: as it stands in the text. */
export const maxQuoteLength = 100;
/** Entries of each list in a finding. */
export const maxListed = 500;

const quote = Type.String({ minLength: 1, maxLength: maxQuoteLength });

function list<T extends TSchema>(entry: T) {
  return Type.Array(entry, { maxItems: maxListed });
}

function strict<T extends TProperties>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}

/** A mailbox as a message names it, unverified. */
const Person = strict({
  /** '' where the message gives none. */
  name: Type.String({ maxLength: 200 }),
  /** In lower case: that is how people are told apart. */
  address: Type.String({ minLength: 3, maxLength: 320 }),
});
export type Person = Static<typeof Person>;

const LanguageFinding = strict({
  kind: Type.Literal('language'),
  /** ISO 639-3; `und` where it cannot be told. */
  language: Type.String({ pattern: '^[a-z]{3}$' }),
  /** Of the text that it was told from. */
  letters: count,
});

const PeopleFinding = strict({
  kind: Type.Literal('people'),
  from: list(Person),
  to: list(Person),
  cc: list(Person),
  isCut: Type.Boolean(),
});

const AmountsFinding = strict({
  kind: Type.Literal('amounts'),
  /** In the order in which they stand in the text, each as often as it stands there. */
  amounts: list(
    strict({
      quote,
      /** ISO 4217. */
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      /** Decimal, with a point, as exact as it is written: `1234.50`. */
      value: Type.String({ pattern: String.raw`^-?(0|[1-9]\d{0,14})(\.\d{1,4})?$` }),
    }),
  ),
  dates: list(strict({ quote, date: Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\d$` }) })),
  isCut: Type.Boolean(),
});

const AttachmentsFinding = strict({
  kind: Type.Literal('attachments'),
  attachments: list(
    strict({
      fileName: Type.String({ maxLength: 255 }),
      /** As the bytes show, else as it was declared. */
      mediaType: Type.String({ maxLength: 200 }),
      size: Type.Integer({ minimum: 0, maximum: maxItemBytes }),
    }),
  ),
  isCut: Type.Boolean(),
});

/** Bytes of a MinHash sketch: 128 values of two bytes each, big-endian. */
export const sketchBytes = 256;

const LikenessFinding = strict({
  kind: Type.Literal('likeness'),
  /** Base64url. Of two items, the share of values that agree estimates how much of their wording they share. */
  sketch: Type.String({ pattern: '^[A-Za-z0-9_-]{342}$' }),
  words: count,
});

const FailedFinding = strict({
  kind: Type.Literal('failed'),
  /** What became of the process that read the item. */
  why: Type.Union([Type.Literal('crashed'), Type.Literal('hung'), Type.Literal('out of memory')]),
});

/** By kind: lists of hundreds are checked once, and not as each of the others first. */
const schemas = {
  text: Analysis,
  'nothing to read': Analysis,
  language: LanguageFinding,
  people: PeopleFinding,
  amounts: AmountsFinding,
  attachments: AttachmentsFinding,
  likeness: LikenessFinding,
  failed: FailedFinding,
};
/** The body of a result. */
export type Finding = Static<(typeof schemas)[keyof typeof schemas]>;
/** What an analyser itself says. */
export type SoundFinding = Exclude<Finding, { kind: 'failed' }>;

/** Of the longest text, each character of which may be escaped by another one, and what stands beside it. */
export const maxFindingBytes = 2 * maxAnalysisTextBytes + 64 * 1024;

/** UTF-8 JSON, members in the order in which the analyser gives them: what is found alike is written alike, byte for byte. */
export function encodeFinding(finding: Finding): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(finding));
}

/** @throws CommonsealError `malformed` */
export function parseFinding(bytes: Uint8Array): Finding {
  let value: unknown;
  try {
    if (bytes.length <= maxFindingBytes)
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Falls through: undefined is no finding.
  }
  if (!isFinding(value)) throw new CommonsealError('malformed', 'what an analyser found');
  return value;
}

function isFinding(value: unknown): value is Finding {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return typeof kind === 'string' && isKind(kind) && Value.Check(schemas[kind], value);
}

/** Something may well be of the kind `constructor`. */
function isKind(kind: string): kind is keyof typeof schemas {
  return Object.hasOwn(schemas, kind);
}
