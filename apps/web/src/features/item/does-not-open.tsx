import type { ItemSummary } from '@commonseal/vault';
import { errorCodeOf } from '../../errors/error-code.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { openFailure } from './open-failure.ts';

export interface DoesNotOpenProps {
  readonly item: ItemSummary;
  readonly error: unknown;
  readonly onTryAgain: () => void;
}

/** Says what is at fault and who can help; the details are for whoever that is. */
export function DoesNotOpen({ item, error, onTryAgain }: DoesNotOpenProps) {
  const code = errorCodeOf(error);
  const { title, advice } = openFailure(code, item);
  const details = `${code}, item ${item.itemId}, delivery ${item.deliveryNumber} of ${plainLine(item.sourceName) || item.writerId}`;
  return (
    <Banner
      tone="danger"
      title={title}
      isUrgent
      actions={
        <>
          <Button onPress={onTryAgain}>Try again</Button>
          <CopyButton text={details} label="Copy the details" />
        </>
      }
    >
      {advice}
    </Banner>
  );
}
