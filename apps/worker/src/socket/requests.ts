import { type Static, type TSchema, Type } from 'typebox';
import { refusalCodes } from '../keyholder/refusal.ts';
import { refusalFrame } from './refusal-frame.ts';

/** Everything that can be asked over a keyholder's socket, and how it is answered. Nothing else is taken. */
function closed<P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

const Nothing = closed({});
const Operator = Type.Integer({ minimum: 1, maximum: 10 });
/** A passphrase, sealed for the keyholder's handover key. */
const Sealed = Type.String({ pattern: '^[A-Za-z0-9_-]{1,2048}$' });
const Count = Type.Integer({ minimum: 0 });
const Cost = closed({ memoryKiB: Count, passes: Count });

const SealedState = Type.Union([
  closed({ kind: Type.Literal('sealed'), missing: Count }),
  closed({ kind: Type.Literal('unsealed'), sinceMs: Count }),
]);

export const Status = closed({
  state: SealedState,
  fingerprint: Type.String({ pattern: '^[0-9A-Z ]{1,100}$' }),
  pid: Count,
  operators: Count,
  threshold: Count,
  costs: Type.Array(Cost, { maxItems: 10 }),
  coreDumps: Type.Enum(['off', 'on', 'unknown']),
  swap: Type.Enum(['off', 'on', 'unknown']),
  lockedKiB: Type.Union([Count, Type.Literal('unknown')]),
  lockLimit: Type.Enum(['enough', 'low', 'unknown']),
});
export type Status = Static<typeof Status>;

export const requests = {
  status: { body: Nothing, answer: Status },
  /** The key that passphrases are sealed for. */
  handoverKey: { body: Nothing, answer: closed({ key: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) }) },
  unseal: {
    body: closed({ operator: Operator, passphrase: Sealed }),
    answer: closed({ state: SealedState }),
  },
  seal: { body: Nothing, answer: Nothing },
  changePassphrase: {
    body: closed({ operator: Operator, current: Sealed, next: Sealed, cost: Cost }),
    answer: Nothing,
  },
} as const satisfies Record<string, { readonly body: TSchema; readonly answer: TSchema }>;

export type RequestName = keyof typeof requests;
export type BodyOf<N extends RequestName> = Static<(typeof requests)[N]['body']>;
export type AnswerOf<N extends RequestName> = Static<(typeof requests)[N]['answer']>;

/** What every request is wrapped in. */
export const RequestFrame = closed({
  request: Type.String({ maxLength: 64 }),
  body: Type.Unknown(),
});

export const AnswerFrame = refusalFrame(refusalCodes);
export type AnswerFrame = { readonly answer: unknown } | { readonly refused: { readonly code: string } };
