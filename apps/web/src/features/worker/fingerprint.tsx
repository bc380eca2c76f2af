import styles from './fingerprint.module.css';

/** As the worker's own program prints it. */
export function Fingerprint({ groups }: { readonly groups: readonly string[] }) {
  return (
    <span className={styles['groups']}>
      {groups.map((group, at) => (
        <code key={at}>{group}</code>
      ))}
    </span>
  );
}
