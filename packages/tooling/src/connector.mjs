// npm run connector -- ARGS: the connector's command line.
import { runProgram } from './program-command.mjs';

await runProgram('connector');
