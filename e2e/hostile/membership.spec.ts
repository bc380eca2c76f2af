import { formerOwners } from './membership/former-owners.ts';
import { ghosts, ghostsOfMembers } from './membership/ghosts.ts';
import { swappedKeys, swappedKeysInLog } from './membership/swapped-keys.ts';
import { runSuite } from './run-suite.ts';

runSuite('membership', [swappedKeys, swappedKeysInLog, ghosts, ghostsOfMembers, formerOwners]);
