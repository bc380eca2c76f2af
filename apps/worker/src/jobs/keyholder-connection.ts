import type { Static } from 'typebox';
import { OneAtATime } from '../accounts/one-at-a-time.ts';
import { Refusal } from '../keyholder/refusal.ts';
import { jobsLanguage } from '../socket/languages.ts';
import { SocketClient } from '../socket/socket-client.ts';
import type { SocketPlace } from '../socket/socket-path.ts';
import { Stop } from '../stop.ts';
import type { JobSocket } from './job-client.ts';

type Requests = (typeof jobsLanguage)['requests'];

/** Before the keyholder ends a connection that asks nothing. */
const idleMs = 20_000;

/**
 * Asks the keyholder for as long as a process lives: one request after the other, over one connection, which is made when there is
 * something to ask and given up when there is not. Whatever is asked may be asked again, so a connection that breaks is made anew.
 */
export class KeyholderConnection implements Pick<JobSocket, 'ask'> {
  readonly #place: SocketPlace;
  readonly #order = new OneAtATime();
  #socket: JobSocket | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(place: SocketPlace) {
    this.#place = place;
  }

  /** @throws AccountRefusal, Refusal; Stop `not_running` without a keyholder, `answer_refused` */
  ask<N extends keyof Requests & string>(
    name: N,
    body: Static<Requests[N]['body']>,
  ): Promise<Static<Requests[N]['answer']>> {
    return this.#order.run(async () => {
      clearTimeout(this.#idle);
      try {
        return await this.#ask(name, body);
      } finally {
        this.#idle = setTimeout(() => this.close(), idleMs).unref();
      }
    });
  }

  /** It is made anew when something is asked. */
  close(): void {
    clearTimeout(this.#idle);
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #ask<N extends keyof Requests & string>(
    name: N,
    body: Static<Requests[N]['body']>,
  ): Promise<Static<Requests[N]['answer']>> {
    const known = this.#socket;
    try {
      return await (known ?? (await this.#connect())).ask(name, body);
    } catch (error) {
      if (!isOfConnection(error)) throw error;
      this.close();
      if (!known) throw error;
      return (await this.#connect()).ask(name, body);
    }
  }

  async #connect(): Promise<JobSocket> {
    this.#socket = await SocketClient.speaking(jobsLanguage, this.#place);
    if (this.#socket) return this.#socket;
    throw new Stop('not_running', `No keyholder answers at ${this.#place.path}.`);
  }
}

/** What says nothing about the request, and of nothing that comes after it. */
function isOfConnection(error: unknown): boolean {
  if (error instanceof Stop) return error.reason === 'answer_refused';
  return error instanceof Refusal && (error.code === 'too_slow' || error.code === 'too_many_connections');
}
