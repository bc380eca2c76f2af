/**
 * Writes the vectors of what grants to workers added to format version 1: entries of the account log, and each rule broken.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-grants.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ItemId } from '@commonseal/protocol';
import { AccountLog, type AccountState, type JobItem, jobItemsOf } from '@commonseal/account-log';
import { type SigningSeed, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { grantCases, grantEntries, grantState, inOrder } from '../test/grant-cases.ts';
import {
  endOf,
  grantOf,
  grantRevocationEntry,
  jobGrantEntry,
  jobItem,
  standingEntry,
  workerSeedOf,
  workerWriterEntry,
} from '../test/grant-samples.ts';
import { ada, ben, epochEntry, genesisOf, startMs, writerEntry, writerSeedOf } from '../test/samples.ts';
import { cem } from '../test/team-cases.ts';
import { inviteEntry, inviteSeedOf, joinEntry, removalEntry } from '../test/team-samples.ts';
import { grantFacts, toHex } from './facts.ts';
import { type Made, accountVectors } from './generate-team.ts';

function buildLog(): Made[] {
  const made: Made[] = [{ name: 'genesis', stored: genesisOf(), signers: [ada.seed] }];
  const log = AccountLog.verify([genesisOf()]);
  let nowMs = startMs;
  const add = (name: string, make: (state: AccountState) => Uint8Array, ...signers: SigningSeed[]) => {
    nowMs += 1000;
    const stored = make(log.state);
    log.append(stored);
    made.push({ name, stored, signers });
  };
  const admit = (person: typeof ben, number: number, role: 'owner' | 'member') => {
    add(`invite: ${number}`, (state) => inviteEntry(state, number, { nowMs, role }), ada.seed);
    add(`join: ${number}`, (state) => joinEntry(state, number, person, { nowMs }), inviteSeedOf(number), person.seed);
  };
  admit(ben, 1, 'member');
  admit(cem, 2, 'owner');
  for (const number of [0, 1]) add(`writer: ${number}`, (state) => writerEntry({ ...state, timeMs: nowMs }, number), ada.seed);
  add('grant: everything', (state) => standingEntry(state, 1, { nowMs, author: cem }), cem.seed);
  for (const writer of [50, 51])
    add(`worker-writer: ${writer}`, (state) => workerWriterEntry(state, 1, writer, { nowMs }), workerSeedOf(1), writerSeedOf(writer));
  add(
    'grant: what two writers deliver, in the place of everything',
    (state) => standingEntry(state, 1, { nowMs, writerIds: inOrder(0, 1) }),
    ada.seed,
  );
  add('grant: one job', (state) => jobGrantEntry(state, 2, { nowMs, itemCount: 70_000 }), ada.seed);
  add('epoch', (state) => epochEntry({ ...state, timeMs: nowMs }, {}, ben, nowMs), ben.seed);
  add('remove', (state) => removalEntry(state, ben, { nowMs }), ada.seed);
  add('grant: one job besides', (state) => jobGrantEntry(state, 1, { nowMs }), ada.seed);
  add(
    'revoke-grant: a job, where another stands',
    (state) => grantRevocationEntry(state, grantOf(state, 1, 'job'), { nowMs }),
    ada.seed,
  );
  const chainEnds = [endOf(writerIdOf(writerSeedOf(50)), 7), endOf(writerIdOf(writerSeedOf(51)))];
  add(
    'revoke-grant: a standing one, with the ends of chains',
    (state) => grantRevocationEntry(state, grantOf(state, 1), { nowMs, author: cem, chainEnds }),
    cem.seed,
  );
  add('revoke-grant: a job', (state) => grantRevocationEntry(state, grantOf(state, 2, 'job'), { nowMs }), ada.seed);
  return made;
}

/** Every rule of grants, broken once on top of one log. */
function ruleVectors() {
  const state = grantState();
  const refused = grantCases
    .filter(([, , , since]) => since === undefined)
    .map(([name, reason, make]) => ({ name, stored: toHex(make(state)), reason: reason as string }));
  return { entries: grantEntries.map(toHex), state: grantFacts(state), refused };
}

function jobItemsVectors() {
  const items = [9, 1, 5].map(jobItem);
  const of = (given: readonly JobItem[]) => ({
    items: given.map(({ itemId, bodyHash, headerHash }) => ({
      itemId: toHex(ItemId.toBytes(itemId)),
      bodyHash: toHex(bodyHash),
      headerHash: toHex(headerHash),
    })),
    hash: toHex(jobItemsOf(given).itemsHash),
  });
  return [of([]), of(items), of(items.slice(1))];
}

export type GrantVectors = ReturnType<typeof accountVectors<ReturnType<typeof grantFacts>>>;
export type GrantRuleVectors = ReturnType<typeof ruleVectors>;

async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'v1-grants');
  if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
  await cryptoReady();
  const files = {
    'account-log': accountVectors(buildLog(), grantFacts),
    rules: ruleVectors(),
    'job-items': jobItemsVectors(),
  };
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
