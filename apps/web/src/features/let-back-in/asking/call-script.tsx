import { Disclosure } from '../../../ui/disclosure.tsx';
import styles from './waiting.module.css';

/** What to say when the teammate is on the line. */
export function CallScript() {
  return (
    <Disclosure title="What to say" isOpen>
      <ol className={styles['script']}>
        <li>Call a teammate, best an owner of the account, or meet them. They should hear that it is you.</li>
        <li>
          <span className={styles['quote']}>
            “I am locked out of Commonseal. Please open Members: my request stands at the top. I read you five
            words; they are not secret.”
          </span>
        </li>
        <li>Read the words in their order. They type them, and do not see them before.</li>
        <li>
          <span className={styles['quote']}>“Now read me your two words.”</span> Type them above. That is how
          this page knows that you both mean the same account.
        </li>
        <li>
          Do the words not fit, on either side? Then say so, and have them refuse: somebody may stand in
          between.
        </li>
      </ol>
    </Disclosure>
  );
}
