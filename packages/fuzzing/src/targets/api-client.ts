import { CommonsealError, errorCodes } from '@commonseal/protocol';
import { ApiClient, type Endpoint, endpoints } from '@commonseal/protocol/api';
import { type Target, requireThat } from '../target.ts';
import { bytesOf } from '../text-input.ts';
import { concatBytes } from '@commonseal/protocol';
import { oddJson, valueOf } from './json-forms.ts';

/** A stream is never called. */
const every = (Object.values(endpoints) as Endpoint[]).filter(({ reply }) => reply !== 'events');
const statuses = [200, 201, 204, 299, 302, 304, 400, 401, 404, 409, 413, 429, 500, 502, 503, 599] as const;
const withoutBody: readonly number[] = [204, 304];
const cuts = [0, 1, 100, 1000] as const;
/** Of larger replies the test's own stream would take more memory than what reads them. */
const largestInSingleBytes = 1024;
const headBytes = 4;
/** Small, so that replies beyond it come often. */
const maxReplyBytes = 48 * 1024;
const breaksOff = 1;

/** Input: which endpoint, which status, how the reply comes in pieces, whether it breaks off; then its body. */
function inputOf(endpoint: number, status: number, cut: number, flags: number, body: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(endpoint, status, cut, flags), body);
}

function bodyOf({ reply }: Endpoint, count: number): Uint8Array {
  return typeof reply === 'string' ? bytesOf('some bytes') : bytesOf(JSON.stringify(valueOf(reply, count)));
}

function paramsOf(endpoint: Endpoint): Record<string, string> {
  return Object.fromEntries([...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, '1']));
}

function pieceBytesOf(cutAt: number, body: Uint8Array): number {
  const pieceBytes = cuts[cutAt % cuts.length] ?? 0;
  return pieceBytes === 1 && body.length > largestInSingleBytes ? 64 : pieceBytes;
}

/** Hands the body out in pieces, and counts how many of its bytes were asked for. */
function streamOf(body: Uint8Array, pieceBytes: number, doesBreakOff: boolean) {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at < body.length) {
          const piece = body.subarray(at, pieceBytes === 0 ? body.length : at + pieceBytes);
          at += piece.length;
          controller.enqueue(piece);
        } else if (doesBreakOff) controller.error(new TypeError('terminated'));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken: () => at };
}

export const apiClientTarget: Target = {
  name: 'protocol-api-client',
  memory: { factor: 128, bytes: 3 * 1024 * 1024 },
  refusals: errorCodes,
  floorPerSecond: 100,
  isText: true,
  maxBytes: 96 * 1024,
  dictionary: [
    '{"code":"log_conflict","requestId":"1"}',
    '{"code":',
    '"requestId":"',
    '"__proto__":',
    '[[[[[[[[',
    '{"":{"":',
    '<!doctype html>',
    '\\ud800',
    ',"more":false',
    '1e999',
  ],
  prepare: async () => ({
    samples: every.flatMap((endpoint, at) => [
      inputOf(at, 0, 0, 0, bodyOf(endpoint, 1)),
      inputOf(at, 0, 1, 0, bodyOf(endpoint, 0)),
    ]),
    seeds: errorCodes.map((code, at) =>
      inputOf(at % every.length, 6 + (at % 9), 0, 0, bytesOf(JSON.stringify({ code, requestId: `r-${at}` }))),
    ),
    generate(random) {
      const at = random.below(every.length);
      const endpoint = random.pick(every.slice(at, at + 1));
      const value =
        typeof endpoint.reply === 'string' ? { bytes: 1 } : valueOf(endpoint.reply, random.below(3));
      const body = bytesOf(oddJson(value, random));
      return inputOf(
        at,
        random.chance(3) ? random.below(256) : 0,
        random.below(256),
        random.below(256) & 0x11,
        body,
      );
    },
    run: call,
  }),
};

async function call(input: Uint8Array): Promise<string | void> {
  const [which = 0, statusAt = 0, cutAt = 0, flags = 0] = input;
  const endpoint = every[which % every.length];
  const status = statuses[statusAt % statuses.length] ?? 200;
  if (!endpoint) return;
  const body = input.subarray(headBytes);
  const pieces = pieceBytesOf(cutAt, body);
  const { stream, taken } = streamOf(body, pieces, (flags & breaksOff) === breaksOff);
  const client = new ApiClient({
    baseUrl: 'https://seal.example',
    maxReplyBytes,
    fetch: async () => new Response(withoutBody.includes(status) ? null : stream, { status }),
  });
  const isOk = status >= 200 && status < 300;
  try {
    const reply: unknown = await client.call(endpoint, { params: paramsOf(endpoint), query: {} } as never);
    requireThat(isOk, 'a refusal was taken for a reply');
    requireThat(body.length <= maxReplyBytes || withoutBody.includes(status), 'more was read than the bound');
    if (endpoint.reply === 'bytes') requireThat(reply instanceof Uint8Array, 'no bytes');
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
    requireThat(
      !isOk || error.code === 'malformed' || error.code === 'offline',
      `a reply that succeeded was refused as ${error.code}`,
    );
    requireThat(/^[\w\s'(),-]*$/.test(error.message), `a message quotes the server: ${error.message}`);
    throw error;
  } finally {
    requireThat(pieces === 0 || taken() <= maxReplyBytes + pieces, 'it read on behind the bound');
  }
}
