import type { Target } from './target.ts';
import { accountLogTargets } from './targets/account-log.ts';
import { apiClientTarget } from './targets/api-client.ts';
import { contentTargets } from './targets/content.ts';
import { cryptoTargets } from './targets/crypto.ts';
import { grantTargets } from './targets/grants.ts';
import { keyholderTargets } from './targets/keyholder.ts';
import { letBackInTargets } from './targets/let-back-in.ts';
import { opaqueTargets } from './targets/opaque.ts';
import { protocolTargets } from './targets/protocol.ts';
import { resultTargets } from './targets/results.ts';
import { vaultTargets } from './targets/vault.ts';
import { webTargets } from './targets/web.ts';
import { workerTargets } from './targets/workers.ts';

/** Everything that turns untrusted bytes or text into a value. */
export const targets: readonly Target[] = [
  ...protocolTargets,
  apiClientTarget,
  ...cryptoTargets,
  ...opaqueTargets,
  ...accountLogTargets,
  ...letBackInTargets,
  ...grantTargets,
  ...workerTargets,
  ...resultTargets,
  ...keyholderTargets,
  ...contentTargets,
  ...vaultTargets,
  ...webTargets,
];
