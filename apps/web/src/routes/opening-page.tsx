import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { Button } from '../ui/button.tsx';
import form from '../ui/form.module.css';
import { FrontPage } from '../ui/front-page.tsx';
import { Spinner } from '../ui/spinner.tsx';
import styles from './opening-page.module.css';

export interface OpeningPageProps {
  readonly onOtherWay: () => void;
}

/** While a browser that may unlock by itself does so. */
export function OpeningPage({ onOtherWay }: OpeningPageProps) {
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
        <Button onPress={onOtherWay}>Use my password instead</Button>
      </div>
    </FrontPage>
  );
}
