import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** What one side says to the other, as it can be looked at and changed. */
export class Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;

  constructor(status: number, headers: OutgoingHttpHeaders, body: Uint8Array) {
    this.status = status;
    this.headers = headers;
    this.body = Buffer.from(body);
  }

  static json(value: unknown, status = 200): Answer {
    return new Answer(status, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(value)));
  }

  static bytes(body: Uint8Array): Answer {
    return new Answer(200, { 'content-type': 'application/octet-stream' }, body);
  }

  /** An error as the server itself reports them. */
  static error(status: number, code: string): Answer {
    return Answer.json({ code, requestId: 'hostile' }, status);
  }

  json(): unknown {
    return JSON.parse(this.body.toString('utf8'));
  }

  withBody(body: Uint8Array): Answer {
    return new Answer(this.status, this.headers, body);
  }

  withHeaders(headers: OutgoingHttpHeaders): Answer {
    return new Answer(this.status, { ...this.headers, ...headers }, this.body);
  }

  withoutHeaders(...names: readonly string[]): Answer {
    const kept = Object.entries(this.headers).filter(([name]) => !names.includes(name));
    return new Answer(this.status, Object.fromEntries(kept), this.body);
  }
}

/** Headers that speak of one connection or of bytes that are not sent on as they came. */
const ofTheConnection = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
];

export function headersToPassOn(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.includes(name)));
}
