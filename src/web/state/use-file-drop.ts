// Files that are dropped anywhere on the page belong to its composer. Without one, the browser does not open them either.
import { useEffect, useRef, useState } from 'react';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

interface FileDrop {
  readonly enabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  /** There was a folder among them; the browser does not tell where it is. */
  readonly onFolder: () => void;
}

/** Whether files are being held over the page. */
export function useFileDrop({ enabled, onFiles, onFolder }: FileDrop): boolean {
  const [isOver, setIsOver] = useState(false);
  const take = useRef({ onFiles, onFolder });
  useEffect(() => {
    take.current = { onFiles, onFolder };
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const listening = new AbortController();
    const on = (name: 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void): void =>
      document.addEventListener(name, listener, { signal: listening.signal });
    const isMeant = (event: DragEvent): boolean => hasFiles(event) && document.querySelector('dialog[open]') === null;
    on('dragover', (event) => {
      if (!isMeant(event)) return;
      event.preventDefault();
      setIsOver(true);
    });
    on('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setIsOver(false);
    });
    on('drop', (event) => {
      setIsOver(false);
      if (!isMeant(event)) return;
      event.preventDefault();
      const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
      const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry()?.isDirectory === true;
      // Read at once: after the event nothing of it is there any more.
      const folders = items.filter(isFolder);
      take.current.onFiles(items.filter((item) => !folders.includes(item)).flatMap((item) => item.getAsFile() ?? []));
      if (folders.length > 0) take.current.onFolder();
    });
    return () => listening.abort();
  }, [enabled]);
  return isOver;
}

/** What nobody took. */
export function useNoStrayDrops(): void {
  useEffect(() => {
    const refuse = (event: DragEvent): void => {
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
    };
    addEventListener('dragover', refuse);
    addEventListener('drop', refuse);
    return () => {
      removeEventListener('dragover', refuse);
      removeEventListener('drop', refuse);
    };
  }, []);
}
