import { knownAnalysers } from './chosen-analysers.ts';

export const usage = `A worker reads an account's content when, and only when, its owners have granted that. Its key sleeps under a passphrase.

  npm run worker -- init                 make this worker's key, and print its fingerprint
  npm run worker -- start                run the keyholder, sealed, until Ctrl-C or SIGTERM
  npm run worker -- unseal               type the passphrase: the running keyholder has the key until it is sealed or ends
  npm run worker -- seal                 have the running keyholder forget the key
  npm run worker -- status               what the keyholder holds, and what protects it
  npm run worker -- change-passphrase    put another passphrase in the place of one
  npm run worker -- fingerprint          what an owner types to grant this worker

  npm run worker -- work                 do jobs, until Ctrl-C or SIGTERM; as many of these as you like may run
  npm run worker -- reprocess ACCOUNT    have what an account grants read by all analysers, or by one; may be narrowed
  npm run worker -- ask ACCOUNT          ask an account's owners for one job; it begins when one of them grants it
  npm run worker -- cancel RUN           end a run; status lists them

Options
  --state DIR          folder of the key; default $COMMONSEAL_WORKER_STATE, else ~/.local/state/commonseal-worker
  --passphrase-fd N    read passphrases from this file descriptor instead of the terminal, one a line: for init each
                       operator's, for change-passphrase the present one and the new one. npm hands on none but 0
  --operators N        init: so many people hold a passphrase each, at most 10; default 1
  --threshold K        init: so many of them together unseal; default all of them
  --operator N         unseal, change-passphrase: which of them types
  --memory MIB         init, change-passphrase: what one guess of the passphrase costs, 64 to 2048; default 256, or as before
  --passes N           the same, 3 to 32; default 4, or as before
  --jobs-folder DIR    start, as root: a folder for the socket at which jobs ask, that the group of --jobs-group may enter
  --jobs-group GID     start, as root: the number of that group; jobs run as a user in it who is not the keyholder's
  --hold-after DAYS    start: give nothing of an account of which no member was heard of for so long, 1 to 90; default 90
  --server URL         work, ask: the server, the same as the keyholder's
                       start: the server that jobs may sign in to as this worker; without it they read nothing
  --account ID         start: take this account and those named likewise, and no others; may be given more than once
  --accounts FILE      start: the same for accounts that stand in a file, one id a line
  --jobs N             work: so many at a time, at most 64; default one less than there are processors
  --analyser NAME      reprocess: this one alone, where without it all read; ask: which one the owners are asked for.
                       There are, with their versions: ${knownAnalysers()}
  --version N          reprocess, ask: the version of that analyser; default its newest
  --source WRITER      reprocess, ask: of this source alone
  --from DATE          reprocess, ask: what was received from then on, such as 2026-03-31
  --to DATE            reprocess, ask: what was received before
  --json               status: as JSON
  --help               this text

Exit codes: 0 done; 1 not done, and said why; 2 the command line was wrong; 4 wrong passphrase; 5 wrong too often, wait.
`;
