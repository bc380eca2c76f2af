export const roleWords = { owner: 'Owner', member: 'Member' } as const;
