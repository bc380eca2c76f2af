import { type ClientRequest, type IncomingMessage, get } from 'node:http';
import type { Visitor } from './server.ts';

export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** A page that listens, over a real connection. */
export class EventReader {
  readonly events: StreamEvent[] = [];
  readonly response: IncomingMessage;
  /** All that came, comments too. */
  text = '';
  hasEnded = false;
  readonly #request: ClientRequest;

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.response = response;
    let waiting = '';
    response.setEncoding('utf8');
    response.on('data', (piece: string) => {
      this.text += piece;
      const blocks = (waiting + piece).split('\n\n');
      waiting = blocks.pop() ?? '';
      for (const block of blocks) this.#read(block);
    });
    // An end, or a break by this side or by the server.
    response.on('close', () => (this.hasEnded = true));
    response.on('error', () => undefined);
  }

  static async open(
    origin: string,
    { browser }: Visitor,
    accountId: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = `${origin}/api/accounts/${accountId}/events`;
    return new Promise((resolve, reject) => {
      const request = get(url, {
        agent: false,
        headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
      });
      request.on('error', reject);
      request.on('response', (response) => resolve(new EventReader(request, response)));
    });
  }

  get ids(): string[] {
    return this.events.map(({ id }) => id);
  }

  close(): void {
    this.#request.destroy();
  }

  #read(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at), line.slice(at + 1).trim()] as const;
      }),
    );
    const event = fields.get('event');
    if (event === undefined) return;
    this.events.push({
      event,
      id: fields.get('id') ?? '',
      data: JSON.parse(fields.get('data') ?? 'null') as unknown,
    });
  }
}
