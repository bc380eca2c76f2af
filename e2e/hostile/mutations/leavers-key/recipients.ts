export {
  type EpochRecipient,
  type RotationReason,
  endsAccess,
  newcomersOf,
  recipientsNow,
  recipientsOf,
} from '../../../../packages/account-log/src/account/recipients.ts';

/** The account's key stays, whoever made it. */
export function rotationDue(): undefined {
  return undefined;
}
