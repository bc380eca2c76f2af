import type { ImportFile } from '@commonseal/vault';

export interface ChosenFiles {
  readonly files: readonly ImportFile[];
  /** Names of what was chosen and could not be read. */
  readonly unreadable: readonly string[];
}

function toImportFile(file: File, folder: string): ImportFile {
  return { blob: file, fileName: file.name, folder, lastModifiedMs: file.lastModified };
}

/** Of a file that was chosen with its folder: the folder and those below it, down to the file. */
function folderOf({ webkitRelativePath }: File): string {
  return webkitRelativePath.slice(0, Math.max(0, webkitRelativePath.lastIndexOf('/')));
}

/** What the browser's dialog gives, of files or of a folder. */
export function filesFromPicker(files: FileList | null): ChosenFiles {
  return { files: [...(files ?? [])].map((file) => toImportFile(file, folderOf(file))), unreadable: [] };
}

/** Files and whole folders. Must be called within the drop event: afterwards the browser forgets the list. */
export async function filesFromDrop(transfer: DataTransfer): Promise<ChosenFiles> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return filesFromPicker(transfer.files);
  const files: ImportFile[] = [];
  const unreadable: string[] = [];
  const visit = async (entry: FileSystemEntry, folder: string): Promise<void> => {
    try {
      if (entry.isFile) files.push(toImportFile(await fileOf(entry as FileSystemFileEntry), folder));
      else {
        const inner = folder === '' ? entry.name : `${folder}/${entry.name}`;
        for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await visit(child, inner);
      }
    } catch {
      unreadable.push(entry.name);
    }
  };
  for (const entry of entries) await visit(entry, '');
  return { files, unreadable };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A browser hands out a folder's entries in portions, and an empty one at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return children;
    children.push(...portion);
  }
}
