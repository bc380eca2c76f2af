// The process that reads items for a pool: tasks come on standard input, answers go out at a pipe of their own, and an empty
// frame says that it is there. Whatever is not caught here ends it, and the pool knows.
import { Socket } from 'node:net';
import { analyseTask } from '../analysers/analyse.ts';
import { frame, FrameReader } from '../frames.ts';
import { encodeAnswer, maxTaskFrameBytes, parseTask } from './task-frame.ts';

const answers = new Socket({ fd: 3, readable: false, writable: true });
answers.write(frame());

const tasks = new FrameReader(
  () => maxTaskFrameBytes,
  (taskFrame) => {
    const { id, task, wanted } = parseTask(taskFrame);
    void analyseTask(task, wanted).then((findings) => answers.write(encodeAnswer(id, findings)));
  },
);
process.stdin.on('data', (piece: Buffer) => tasks.push(piece));
process.stdin.on('end', () => process.exit(0));
