/** Seals that one entry can name. */
export const maxRecipients = 10_000;
/** Each that opens at once gets a seal with every epoch. */
export const maxPendingInvites = 500;
/**
 * Beyond it, no new account key could be sealed to everybody: nobody could be removed any more. A break-glass set takes the
 * place of one.
 */
export const maxMembers = maxRecipients - maxPendingInvites;
