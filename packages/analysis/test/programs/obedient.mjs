// In place of the program that reads items: does what the text of the item tells it to.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { Socket } from 'node:net';

const answers = new Socket({ fd: 3, readable: false, writable: true });

function frame(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function answer(text) {
  say(wanted.map(({ name }) => findingOf(name, text)));
}

/** All but the first speak of nothing. */
function findingOf(name, text) {
  if (name === 'text') return { kind: 'text', text, isCut: false };
  return { kind: 'nothing to read', why: 'no text in it' };
}

function say(findings) {
  const lines = [id, ...findings.map((finding) => JSON.stringify(finding))];
  answers.write(frame(Buffer.from(lines.join('\n'))));
}

function forEver() {
  for (;;);
}

let id = '';
let wanted = [];
const kept = [];
const orders = {
  hang: forEver,
  throw() {
    throw new Error('as told');
  },
  exit: () => process.exit(0),
  abort: () => process.abort(),
  heap() {
    for (;;) kept.push({ number: kept.length });
  },
  buffers() {
    for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  'no JSON': () => answers.write(frame(Buffer.from(`${id}\n{"kind":`))),
  'an empty text': () => say([{ kind: 'text', text: '', isCut: false }]),
  'no finding': () => say([]),
  'one finding too many': () => say([...wanted, 1].map(() => findingOf('text', 'more'))),
  'what another finds': () => say([{ kind: 'people', from: [], to: [], cc: [], isCut: false }]),
  'that it has failed': () => say([{ kind: 'failed', why: 'crashed' }]),
  'hang where several are wanted': () => (wanted.length > 1 ? forEver() : answer('alone')),
  'another task': () => {
    id = 'x'.repeat(36);
    answer('of another item');
  },
  'too much text': () => answer('x'.repeat(4 * 1024 * 1024 + 1)),
  'endless frame': () => answers.write(Buffer.alloc(4, 0xff)),
  'answer twice': () => {
    answer('once');
    answer('for the next item');
  },
  'answer and hang': () => {
    answer('answered');
    answers.once('drain', forEver);
    setTimeout(forEver, 10);
  },
  'start another and hang': () => {
    const other = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'inherit' });
    process.stderr.write(`${other.pid}`);
    forEver();
  },
  tell: () =>
    answer(
      JSON.stringify({
        pid: process.pid,
        uid: process.getuid(),
        environment: process.env,
        arguments: process.argv.slice(2),
        folder: readdirSync('.'),
        limits: readFileSync('/proc/self/limits', 'utf8'),
      }),
    ),
};

let received = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  received = Buffer.concat([received, piece]);
  while (received.length >= 4 && received.length >= 4 + received.readUInt32BE()) {
    const end = 4 + received.readUInt32BE();
    const [head, text] = received.subarray(4, end).toString().split('\n');
    received = received.subarray(end);
    ({ id, wanted } = JSON.parse(head));
    const order = orders[text];
    if (order) order();
    else answer(`${head.replace(id, '')} ${text}`);
  }
});
process.stdin.on('end', () => process.exit(0));
answers.write(frame(Buffer.alloc(0)));
