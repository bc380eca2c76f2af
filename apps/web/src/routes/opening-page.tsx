import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import form from '../ui/form.module.css';
import { FrontPage } from '../ui/front-page.tsx';
import { Spinner } from '../ui/spinner.tsx';
import styles from './opening-page.module.css';

/** While a browser that may unlock by itself does so. */
export function OpeningPage() {
  return (
    <FrontPage menu={<ThemeMenu />}>
      <div className={form['form']}>
        <div className={form['heading']}>
          <h1>Unlocking</h1>
          <p role="status" className={styles['status']}>
            <Spinner />
            This browser may unlock by itself. What the server sends is being checked.
          </p>
        </div>
      </div>
    </FrontPage>
  );
}
