import { Value } from 'typebox/value';
import { Refusal } from '../keyholder/refusal.ts';
import type { Language, RequestTable } from './languages.ts';
import { RequestFrame } from './requests.ts';

/**
 * A frame is hostile until it is one of a language's requests.
 * @throws Refusal `malformed`, `unknown_request`
 */
export function checkedRequest<T extends RequestTable>(
  { requests }: Language<T>,
  frame: unknown,
): { readonly request: keyof T & string; readonly body: unknown } {
  if (!Value.Check(RequestFrame, frame)) throw new Refusal('malformed');
  const { request, body } = frame;
  const known = Object.hasOwn(requests, request) ? requests[request] : undefined;
  if (!known) throw new Refusal('unknown_request');
  if (!Value.Check(known.body, body)) throw new Refusal('malformed');
  return { request, body };
}
