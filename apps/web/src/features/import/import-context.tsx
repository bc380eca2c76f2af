import type { ImportFile, ImportProgress, ImportReport } from '@commonseal/vault';
import { useQueryClient } from '@tanstack/react-query';
import {
  type ChangeEvent,
  type ReactNode,
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { whileBusy } from '../../session/busy.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { whileStoppable } from '../../session/stoppable.ts';
import { type ChosenFiles, filesFromPicker } from './chosen-files.ts';
import { interruptedImportKey } from './interrupted-import.ts';
import { joinReports, runImport } from './run-import.ts';

export type ImportState =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly progress: ImportProgress }
  | { readonly status: 'done'; readonly report: ImportReport }
  /** `files` were not delivered; `report` tells of those before them. */
  | {
      readonly status: 'failed';
      readonly error: unknown;
      readonly files: readonly ImportFile[];
      readonly report: ImportReport;
    };

export interface Importing {
  readonly state: ImportState;
  readonly importFiles: (chosen: ChosenFiles) => void;
  /** Opens the browser's file dialog, and imports what is chosen. */
  readonly chooseFiles: () => void;
  /** The same for a folder with all that is in it; undefined where the browser has no such dialog. */
  readonly chooseFolder: (() => void) | undefined;
  /** Ends the import that is running; what is delivered stays. */
  readonly stop: () => void;
  readonly dismiss: () => void;
}

const ImportContext = createContext<Importing | undefined>(undefined);

export function useImporting(): Importing {
  const importing = use(ImportContext);
  if (importing === undefined) throw new TypeError('no ImportProvider above this component');
  return importing;
}

/** Phones mostly have none. */
const canChooseFolders = 'webkitdirectory' in HTMLInputElement.prototype;

/** An attribute that React's types do not know. */
const wholeFolder: object = { webkitdirectory: '' };

const noFiles: ChosenFiles = { files: [], unreadable: [] };

function reportOf(unreadable: readonly string[]): ImportReport {
  return { imported: 0, failed: unreadable.map((fileName) => ({ fileName, code: 'file_unreadable' })) };
}

/** One import at a time; what is dropped meanwhile waits for its turn and is told in the same report. */
export function ImportProvider({ children }: { readonly children: ReactNode }) {
  const { vault, account } = useUnlocked();
  const { accountId, accountName } = account;
  const client = useQueryClient();
  const [state, setState] = useState<ImportState>({ status: 'idle' });
  const waiting = useRef<ChosenFiles>(noFiles);
  const input = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const running = useRef<AbortController>(undefined);
  const isHere = useRef(true);

  const run = useCallback(
    async (signal: AbortSignal) => {
      let report = reportOf([]);
      while (waiting.current !== noFiles) {
        const { files, unreadable } = waiting.current;
        waiting.current = noFiles;
        const show = (progress: ImportProgress) => setState({ status: 'running', progress });
        const outcome = await runImport(vault, { accountId }, files, show, signal);
        report = joinReports(joinReports(report, reportOf(unreadable)), outcome.report);
        await client.invalidateQueries({ queryKey: queryKeys.sync });
        await client.invalidateQueries({ queryKey: interruptedImportKey });
        if (outcome.stopped !== undefined) {
          const left = [...outcome.stopped.files, ...waiting.current.files];
          report = joinReports(report, reportOf(waiting.current.unreadable));
          waiting.current = noFiles;
          setState({ status: 'failed', error: outcome.stopped.error, files: left, report });
          return;
        }
      }
      setState({ status: 'done', report });
    },
    [client, vault, accountId],
  );

  const importFiles = useCallback(
    ({ files, unreadable }: ChosenFiles) => {
      // What was dropped may take a while to be read.
      if (!isHere.current || (files.length === 0 && unreadable.length === 0)) return;
      const before = waiting.current;
      waiting.current = {
        files: [...before.files, ...files],
        unreadable: [...before.unreadable, ...unreadable],
      };
      if (running.current !== undefined) return;
      const controller = new AbortController();
      running.current = controller;
      const stop = () => controller.abort();
      const work = () => whileBusy(() => run(controller.signal));
      void whileStoppable({ kind: 'import', accountName, stop }, work).finally(() => {
        running.current = undefined;
      });
    },
    [accountName, run],
  );
  // Whoever goes to another account takes no file along to it.
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      running.current?.abort();
    };
  }, []);

  useWarningBeforeLeaving(state.status === 'running');
  const importing = useMemo(
    () => ({
      state,
      importFiles,
      chooseFiles: () => input.current?.click(),
      chooseFolder: canChooseFolders ? () => folderInput.current?.click() : undefined,
      stop: () => running.current?.abort(),
      dismiss: () => setState({ status: 'idle' }),
    }),
    [importFiles, state],
  );
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    importFiles(filesFromPicker(currentTarget.files));
    // So that the same file can be chosen again.
    currentTarget.value = '';
  };
  return (
    <ImportContext value={importing}>
      {children}
      {/* One for all buttons: theirs would go with them while the dialog is open, and with it what is chosen then. */}
      <input ref={input} type="file" multiple hidden onChange={take} />
      <input ref={folderInput} type="file" {...wholeFolder} hidden onChange={take} />
    </ImportContext>
  );
}

function useWarningBeforeLeaving(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isOn]);
}
