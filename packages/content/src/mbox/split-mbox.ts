import { LineCutter } from './line-cutter.ts';
import { MessageBuffer } from './message-buffer.ts';
import { isSeparator, maxSeparatorBytes, startsWithFrom } from './separator.ts';

/** A message that is larger is handed out in pieces of this size: nothing is lost, and memory stays bounded. */
export const maxMboxMessageBytes = 64 * 1024 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const greaterThan = 0x3e;

/**
 * Splits a mailbox (mboxrd, mboxo) into its messages, one at a time: without the separator lines and the empty line
 * before each, with `>From ` unescaped. The result does not depend on how the input is cut into chunks. What stands
 * before the first separator counts as a message too; an empty message does not.
 * @param maxMessageBytes for tests
 */
export async function* splitMbox(
  chunks: AsyncIterable<Uint8Array>,
  maxMessageBytes: number = maxMboxMessageBytes,
): AsyncGenerator<Uint8Array> {
  const lines = new LineCutter(2 * maxSeparatorBytes);
  const messages = new MessageCollector(maxMessageBytes);
  // The loops within are synchronous: a promise for each line would cost more than the rest.
  for await (const chunk of chunks) {
    for (const piece of lines.cut(chunk)) {
      for (const message of messages.take(piece)) yield message;
    }
  }
  for (const piece of lines.end()) yield* messages.take(piece);
  yield* messages.end();
}

class MessageCollector {
  readonly #buffer: MessageBuffer;
  #isAfterEmptyLine = true;
  #isInLine = false;

  constructor(maxMessageBytes: number) {
    this.#buffer = new MessageBuffer(maxMessageBytes);
  }

  /** Takes a line, or a piece of a long one. */
  *take(piece: Uint8Array): Generator<Uint8Array> {
    const beginsLine = !this.#isInLine;
    this.#isInLine = piece.at(-1) !== lineFeed;
    if (beginsLine && this.#isAfterEmptyLine && isSeparator(withoutLineEnd(piece))) {
      this.#isAfterEmptyLine = false;
      yield* this.end();
      return;
    }
    this.#isAfterEmptyLine = beginsLine && !this.#isInLine && withoutLineEnd(piece).length === 0;
    yield* this.#buffer.add(beginsLine ? unescaped(piece) : piece);
  }

  *end(): Generator<Uint8Array> {
    const message = withoutEmptyLastLine(this.#buffer.take());
    if (message.length > 0) yield message;
  }
}

function withoutLineEnd(line: Uint8Array): Uint8Array {
  let end = line.length;
  if (line[end - 1] === lineFeed) end -= 1;
  if (end < line.length && line[end - 1] === carriageReturn) end -= 1;
  return line.subarray(0, end);
}

/** The empty line before a separator belongs to the mailbox, not to the message. */
function withoutEmptyLastLine(message: Uint8Array): Uint8Array {
  const shorter = withoutLineEnd(message);
  return shorter.length === 0 || shorter.at(-1) === lineFeed ? shorter : message;
}

/** mboxrd escapes every line that begins with any number of `>` and `From `. */
function unescaped(line: Uint8Array): Uint8Array {
  if (line[0] !== greaterThan) return line;
  let at = 1;
  while (line[at] === greaterThan && at < maxSeparatorBytes) at += 1;
  return startsWithFrom(line, at) ? line.subarray(1) : line;
}
