import { useQuery } from '@tanstack/react-query';

/** What viewers show: the content of an item, or something that lay within it. */
export interface ViewedFile {
  /** Tells it apart from everything else that is open. */
  readonly key: string;
  readonly blob: Blob;
  readonly mediaType: string;
  readonly fileName: string;
  /** Who it is from, where that stands above it already. */
  readonly knownFrom?: string;
}

export interface ViewerProps {
  readonly file: ViewedFile;
}

/**
 * What was read of a file, and nothing until then; forgotten with the viewer. What cannot be read ends in the error
 * boundary around all viewers.
 * @param what tells readings of the same file apart
 */
export function useReading<T>(
  file: ViewedFile,
  what: string,
  read: (blob: Blob) => Promise<T>,
): T | undefined {
  return useQuery({
    queryKey: ['reading', what, file.key],
    queryFn: () => read(file.blob),
    gcTime: 0,
    structuralSharing: false,
    throwOnError: true,
  }).data;
}

export async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
