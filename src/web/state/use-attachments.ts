// Files on their way into a message: uploaded as soon as they are there, named by their ids when the message is sent.
import { useState } from 'react';
import { useClient } from './client-context.ts';
import type { Attachment } from './drafts.ts';

interface Coming {
  readonly key: string;
  readonly file: File;
  /** Why it failed; absent while it is on its way. */
  readonly failure?: unknown;
}

export interface Attaching {
  readonly coming: readonly Coming[];
  readonly add: (files: Iterable<File>) => void;
  /** One that failed. */
  readonly retry: (coming: Coming) => void;
  readonly forget: (key: string) => void;
}

/** `onReady` is called once for each file that is kept by the product. */
export function useAttachments(onReady: (attachment: Attachment) => void): Attaching {
  const client = useClient();
  const [coming, setComing] = useState<readonly Coming[]>([]);
  const forget = (key: string): void => setComing((all) => all.filter((one) => one.key !== key));

  const setFailure = (key: string, failure: unknown): void =>
    setComing((all) => all.map((one) => (one.key === key ? { ...one, failure } : one)));

  async function upload({ file, key }: Pick<Coming, 'file' | 'key'>): Promise<void> {
    try {
      const { id, name } = await client.upload(file, file.name);
      onReady({ id, name });
      forget(key);
    } catch (error) {
      setFailure(key, error);
    }
  }
  return {
    coming,
    forget,
    retry(one) {
      setFailure(one.key, undefined);
      void upload(one);
    },
    add(files) {
      for (const file of files) {
        const key = crypto.randomUUID();
        setComing((all) => [...all, { key, file }]);
        void upload({ file, key });
      }
    },
  };
}
