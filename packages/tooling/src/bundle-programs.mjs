// node bundle-programs.mjs ENTRY FOLDER …: bundles each program into its folder.
import { bundleProgram } from './bundling.mjs';

const asked = process.argv.slice(2);
for (let at = 0; at < asked.length; at += 2) await bundleProgram(asked[at] ?? '', asked[at + 1] ?? '');
