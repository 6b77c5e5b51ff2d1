// News in the words in which this computer tells it; a page has its own.
import type { News } from '../contract/http.ts';

export function noticeWords({ kind, title, text, count = 1 }: News): { readonly title: string; readonly text: string } {
  switch (kind) {
    case 'done':
      return { title, text: 'Done' };
    case 'failed':
      return { title, text: 'Failed' };
    case 'waiting':
      return { title, text: `Waiting for you: ${text}` };
    case 'missed':
      return { title, text: count === 1 ? 'A time was missed' : `${count} times were missed` };
    case 'several':
      return { title: `${count} things while it was quiet`, text: 'They stand in the list' };
  }
}
