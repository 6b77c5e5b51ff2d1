// Files on their way into a message: uploaded as soon as they are there, named by their ids when the message is sent.
import { useState } from 'react';
import { useClient } from './client-context.ts';
import type { Attachment } from './drafts.ts';

interface Coming {
  readonly key: string;
  readonly name: string;
  readonly failed: boolean;
}

export interface Attaching {
  readonly coming: readonly Coming[];
  readonly add: (files: Iterable<File>) => void;
  readonly forget: (key: string) => void;
}

/** `onReady` is called once for each file that is kept by the product. */
export function useAttachments(onReady: (attachment: Attachment) => void): Attaching {
  const client = useClient();
  const [coming, setComing] = useState<readonly Coming[]>([]);
  const forget = (key: string): void => setComing((all) => all.filter((one) => one.key !== key));

  async function upload(file: File, key: string): Promise<void> {
    try {
      const { id, name } = await client.upload(file, file.name);
      onReady({ id, name });
      forget(key);
    } catch {
      setComing((all) => all.map((one) => (one.key === key ? { ...one, failed: true } : one)));
    }
  }
  return {
    coming,
    forget,
    add(files) {
      for (const file of files) {
        const key = crypto.randomUUID();
        setComing((all) => [...all, { key, name: file.name, failed: false }]);
        void upload(file, key);
      }
    },
  };
}
