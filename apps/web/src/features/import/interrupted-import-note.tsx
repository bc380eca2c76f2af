import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useUnlocked } from '../../session/session-context.ts';
import { sizeWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { useImporting } from './import-context.tsx';
import styles from './import-panel.module.css';
import { interruptedImportKey, interruptedImportQuery } from './interrupted-import.ts';

/** After a reload a browser has forgotten which file it was: the person chooses it again. */
export function InterruptedImportNote() {
  const { vault } = useUnlocked();
  const { chooseFiles } = useImporting();
  const client = useQueryClient();
  const { data } = useQuery(interruptedImportQuery(vault));
  const discard = useMutation({
    mutationFn: () => vault.discardInterruptedImport(),
    onSettled: () => client.invalidateQueries({ queryKey: interruptedImportKey }),
  });
  if (!data) return null;
  const { fileName, size, doneBytes } = data;
  return (
    <section className={styles['panel']} aria-label="Interrupted import">
      <p className={styles['title']}>
        The import of <bdi>{plainLine(fileName)}</bdi> was interrupted
      </p>
      <p className={styles['advice']}>
        {sizeWords(doneBytes)} of {sizeWords(size)} are delivered, and nobody sees anything of it yet. Choose
        the same file again to go on where it stopped.
      </p>
      <div className={styles['choices']}>
        <Button variant="primary" onPress={chooseFiles}>
          Choose the file
        </Button>
        <Button isPending={discard.isPending} onPress={() => discard.mutate()}>
          Discard
        </Button>
      </div>
    </section>
  );
}
