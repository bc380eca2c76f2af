import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { processorMs } from '../interleave.ts';
import { contestOf } from './peers.ts';
import { awsByNode } from './peers/aws-node.ts';
import { cbcHmacByNode, keysByNode, openSsl } from './peers/node-crypto.ts';
import { type Settings, type Times, measureContest } from './measure.ts';

/** All of it in this process. */
export async function measureInNode(
  settings: Settings,
  tell: (line: string) => void,
): Promise<readonly Times[]> {
  setFlagsFromString('--expose-gc');
  // Else the engine forgets, after some of these collections, code that waits for its turn.
  setFlagsFromString('--no-flush-bytecode');
  Object.assign(globalThis, { gc: runInNewContext('gc') as unknown });
  const own = {
    items: [cbcHmacByNode, awsByNode()],
    keys: [keysByNode],
    limitOf: (chunkBytes: number) => [openSsl(chunkBytes)],
    megolmWasm: undefined,
  };
  return measureContest(await contestOf(own, settings.sizes), settings, processorMs, tell);
}
