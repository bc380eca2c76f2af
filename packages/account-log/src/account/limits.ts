/** Seals that one entry can name. */
export const maxRecipients = 10_000;
/** Each that opens at once gets a seal with every epoch. */
export const maxPendingInvites = 500;
/**
 * Beyond it, no new account key could be sealed to everybody: nobody could be removed any more. A break-glass set, and each worker
 * with a standing grant, takes the place of one.
 */
export const maxMembers = maxRecipients - maxPendingInvites;
/** Workers that read all the time, at a time: each gets a seal with every epoch. */
export const maxStandingGrants = 50;
/** Grants for one job that have neither ended nor expired. */
export const maxJobGrants = 500;
/** Writers of a worker, at a time: the end of its last grant names the end of each. */
export const maxWorkerWriters = 20;
/**
 * How far behind the log's newest entry a worker may date its own: what owners grant, and whom they invite, expires by the log's time, which
 * a worker shall not push to the end of its grant.
 */
export const maxWorkerAheadMs = 24 * 60 * 60_000;
