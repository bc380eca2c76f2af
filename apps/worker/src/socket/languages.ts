import type { TSchema } from 'typebox';
import { maxFrameBytes, maxJobFrameBytes } from './frames.ts';
import { JobAnswerFrame, jobRequests } from './job-requests.ts';
import { AnswerFrame, requests } from './requests.ts';

export type RequestTable = Readonly<Record<string, { readonly body: TSchema; readonly answer: TSchema }>>;

/** What can be asked over a socket, and how it is answered: both sides check both. */
export interface Language<T extends RequestTable = RequestTable> {
  readonly requests: T;
  readonly answer: TSchema;
  readonly maxBytes: number;
}

export const operatorsLanguage = {
  requests,
  answer: AnswerFrame,
  maxBytes: maxFrameBytes,
} as const satisfies Language;
export const jobsLanguage = {
  requests: jobRequests,
  answer: JobAnswerFrame,
  maxBytes: maxJobFrameBytes,
} as const satisfies Language;
