import type { SocketPlace } from '../socket/socket-path.ts';

/** Who reaches the jobs' socket, and what follows from that. */
export function jobsWords({ path, group }: SocketPlace, user: number | undefined): string[] {
  const where = `Jobs ask at ${path}`;
  if (group !== undefined)
    return [
      `${where}: whoever is in group ${group}. Run them as a user of their own in that group: they reach neither the operators' ` +
        "socket nor the keyholder's memory.",
    ];
  const who = user === 0 ? 'root' : 'the user of the keyholder';
  return [
    `${where}: only ${who}. A job that runs as ${who} can read the keyholder's memory, and so all that it holds. To keep them apart, ` +
      'start the keyholder as root, with --jobs-folder and --jobs-group.',
  ];
}
