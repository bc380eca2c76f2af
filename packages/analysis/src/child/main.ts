// The process that reads items for a pool: tasks come on standard input, answers go out at a pipe of their own, and an empty
// frame says that it is there. Whatever is not caught here ends it, and the pool knows.
import { createWriteStream } from 'node:fs';
import { frame, FrameReader } from '../frames.ts';
import { readItem } from '../reading/read-item.ts';
import { maxTaskFrameBytes, parseTask } from './task-frame.ts';

const answers = createWriteStream('', { fd: 3 });
answers.write(frame());

const tasks = new FrameReader(maxTaskFrameBytes, (taskFrame) => {
  void readItem(parseTask(taskFrame)).then((analysis) =>
    answers.write(frame(new TextEncoder().encode(JSON.stringify(analysis)))),
  );
});
process.stdin.on('data', (piece: Buffer) => tasks.push(piece));
process.stdin.on('end', () => process.exit(0));
