import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { errorStatus } from './error-status.ts';

/**
 * Answers what is not HTTP, or has headers beyond all bounds: no request comes into being, so the reply is written by
 * hand, in the form of all others.
 */
export function answerUnreadable(headers: Readonly<Record<string, string>>) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const body = JSON.stringify({
      code: 'invalid_request',
      requestId: randomUUID(),
    });
    const lines = [
      `HTTP/1.1 ${errorStatus.invalid_request} Bad Request`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  };
}
