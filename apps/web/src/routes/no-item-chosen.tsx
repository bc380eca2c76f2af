import { useItems } from '../account-data/queries.ts';
import { SealRosette } from '../ui/seal-rosette.tsx';
import styles from './no-item-chosen.module.css';

export function NoItemChosen() {
  const { data } = useItems();
  if (data === undefined || data.length === 0) return null;
  return (
    <div className={styles['nothing']}>
      <SealRosette className={styles['rosette']} />
      <p>Choose something from the list to open it here.</p>
    </div>
  );
}
