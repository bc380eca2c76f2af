import { useEffect, useState } from 'react';
import { filesFromDrop } from './chosen-files.ts';
import styles from './drop-anywhere.module.css';
import { useImporting } from './import-context.tsx';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** The whole window takes files. Without this a dropped file would replace the page. */
export function DropAnywhere() {
  const { importFiles } = useImporting();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const leave = () => {
      depth = 0;
      setOver(false);
    };
    const handlers = {
      dragenter: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        depth += 1;
        setOver(true);
      },
      dragleave: (event: DragEvent) => {
        if (carriesFiles(event) && (depth -= 1) <= 0) leave();
      },
      dragover: (event: DragEvent) => {
        if (carriesFiles(event)) event.preventDefault();
      },
      drop: (event: DragEvent) => {
        if (!carriesFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        leave();
        void filesFromDrop(event.dataTransfer).then(importFiles);
      },
    } as const;
    for (const [name, handler] of Object.entries(handlers))
      window.addEventListener(name, handler as EventListener);
    return () => {
      for (const [name, handler] of Object.entries(handlers)) {
        window.removeEventListener(name, handler as EventListener);
      }
    };
  }, [importFiles]);
  if (!isOver) return null;
  return (
    <div className={styles['veil']} aria-hidden="true">
      <p className={styles['invitation']}>Drop to seal and import</p>
    </div>
  );
}
