export {
  holdAfterMs,
  requireKeyOfMembers,
  tellAfterMs,
} from '../../../../apps/connector/src/delivery/freshness.ts';

/** However long nobody was heard of. */
export function requireFresh(): undefined {
  return undefined;
}
