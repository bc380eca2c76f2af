// The process that reads items for a pool: tasks come on standard input, answers go out at a pipe of their own, and an empty
// frame says that it is there. Whatever is not caught here ends it, and the pool knows.
import { Socket } from 'node:net';
import { frame, FrameReader } from '../frames.ts';
import { readItem } from '../reading/read-item.ts';
import { encodeAnswer, maxTaskFrameBytes, parseTask } from './task-frame.ts';

const answers = new Socket({ fd: 3, readable: false, writable: true });
answers.write(frame());

const tasks = new FrameReader(maxTaskFrameBytes, (taskFrame) => {
  const { id, task } = parseTask(taskFrame);
  void readItem(task).then((analysis) => answers.write(encodeAnswer(id, analysis)));
});
process.stdin.on('data', (piece: Buffer) => tasks.push(piece));
process.stdin.on('end', () => process.exit(0));
