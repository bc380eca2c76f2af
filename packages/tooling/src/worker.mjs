// npm run worker -- ARGS: the worker's command line. Its processes hold secrets: none leaves a core dump, and Node cannot set
// that limit itself.
import { runProgram } from './program-command.mjs';

const withoutCoreDumps = ['/bin/sh', '-c', 'ulimit -c 0 && exec "$@"', 'sh'];

await runProgram('worker', {
  before: process.platform === 'win32' ? [] : withoutCoreDumps,
});
