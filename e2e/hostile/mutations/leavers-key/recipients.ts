export {
  type EpochRecipient,
  type RotationReason,
  endsAccess,
  holdersOf,
  jobWorkersOf,
  newcomersOf,
  recipientsNow,
  recipientsOf,
} from '../../../../packages/account-log/src/account/recipients.ts';

/** The account's key stays, whoever made it. */
export function rotationDue(): undefined {
  return undefined;
}
