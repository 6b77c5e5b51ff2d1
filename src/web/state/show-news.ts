// One piece of news as a notification of the system, in the words of the page.
import type { News } from '../../contract/http.ts';
import { words } from '../words/words.ts';

/** A click closes it, brings the page to the front, and opens what it is about. */
export function showNews(news: News, open: (path: string) => void): void {
  const shown = new Notification(titleOf(news), { tag: news.key, body: bodyOf(news), icon: '/icon-192.png' });
  shown.onclick = () => {
    shown.close();
    window.focus();
    open(news.path);
  };
}

function titleOf({ kind, title, count = 1 }: News): string {
  const { notify } = words;
  switch (kind) {
    case 'missed':
      return notify.missed(title);
    case 'several':
      return notify.several(count);
    default:
      return notify[kind];
  }
}

function bodyOf({ kind, title, text, count = 1 }: News): string {
  if (kind === 'missed') return count > 1 ? words.notify.times(count) : '';
  return text === '' ? title : `${title}: ${text}`;
}
