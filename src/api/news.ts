// What a person is told of, by a page or by the system: outcomes, questions and missed times, each once. Pure: what was known and what there
// is now go in, what is to be told comes out. Kept over restarts, so that no event is told twice and none is lost while the api is away.
import { z } from 'zod';
import { News } from '../contract/http.ts';
import type { TaskSummary } from '../contract/http.ts';
import type { Schedule } from '../contract/schedules.ts';

export interface Now {
  readonly at: Date;
  /** Those that a person began, and those that hold themselves up. */
  readonly tasks: readonly (Pick<TaskSummary, 'id' | 'title' | 'status' | 'waitingFor' | 'parentId' | 'finishedAt'> & {
    /** A person wanted it to pause: that needs no word. */
    readonly pausedByPerson: boolean;
  })[];
  /** Questions and changes to be allowed that nobody has answered yet. */
  readonly asked: readonly { readonly id: string; readonly taskId: string; readonly title: string; readonly text: string }[];
  readonly schedules: readonly (Pick<Schedule, 'id' | 'name' | 'missed'> & {
    /** When somebody looked at its runs. */
    readonly seenAt: string;
  })[];
}

const Untold = News.extend({
  /** It came in quiet hours. */
  quiet: z.boolean().optional(),
  /** Of an outcome: when it was. */
  finishedAt: z.string().optional(),
});
export const Known = z.object({
  /** When was looked, ISO 8601. */
  at: z.string(),
  /** What is no news any more. */
  keys: z.array(z.string()),
  /** What nobody was told of yet, the oldest first. */
  untold: z.array(Untold),
});
export type Known = z.infer<typeof Known>;

/** A commit may come after the moment that stands in it. */
const MARGIN_MS = 60_000;

/** From when on outcomes are to be looked at: those that came since the last look, and those that nobody was told of yet. */
export function lookSince(before: Known | undefined, at: Date): string {
  const untold = before?.untold.flatMap(({ finishedAt }) => finishedAt ?? []) ?? [];
  return [marginBefore(before, at), ...untold].reduce((first, one) => (one < first ? one : first));
}

/** Also when the clock was set back. */
const marginBefore = (before: Known | undefined, at: Date): string =>
  new Date(Math.min(before ? Date.parse(before.at) : Infinity, at.getTime()) - MARGIN_MS).toISOString();

/** At the very first look all is old. What was answered, looked at or deleted meanwhile is told no more. */
export function learn(before: Known | undefined, now: Now): Known {
  const all = newsOf(now);
  const since = marginBefore(before, now.at);
  const isOld = ({ news, finishedAt }: Found): boolean =>
    !before || before.keys.includes(news.key) || (finishedAt !== undefined && finishedAt < since);
  const there = new Set(all.map(({ news }) => news.key));
  const recent = new Date(now.at.getTime() - MARGIN_MS).toISOString();
  return {
    at: now.at.toISOString(),
    // An older outcome is known by its date.
    keys: all.flatMap(({ news, finishedAt }) => (finishedAt === undefined || finishedAt >= recent ? [news.key] : [])),
    untold: [
      ...(before?.untold ?? []).filter(({ key }) => there.has(key)),
      ...all.flatMap((found) => (isOld(found) ? [] : [{ ...found.news, finishedAt: found.finishedAt }])),
    ],
  };
}

/** What is to be told now, and what is known then. In quiet hours nothing; what came in them is one line when they are over. */
export function tell(known: Known, quiet: boolean): { readonly news: readonly News[]; readonly known: Known } {
  if (quiet) return { news: [], known: { ...known, untold: known.untold.map((news) => ({ ...news, quiet: true })) } };
  const late = known.untold.filter((news) => news.quiet);
  const news = late.length > 1 ? [together(late), ...known.untold.filter((one) => !one.quiet)] : known.untold;
  return { news: news.map((one) => News.parse(one)), known: { ...known, untold: [] } };
}

const together = (all: readonly News[]): News => ({
  key: `several ${all.map(({ key }) => key).join(' ')}`,
  kind: 'several',
  title: '',
  text: '',
  count: all.length,
  path: '/',
});

interface Found {
  readonly news: News;
  readonly finishedAt?: string | undefined;
}

/** All that could be told of now. The key is the same for the same event. */
function newsOf({ tasks, asked, schedules }: Now): Found[] {
  return [
    ...tasks.flatMap(({ id, title, status, waitingFor, parentId, finishedAt, pausedByPerson }): Found[] => {
      const of = { title, path: `/tasks/${id}` };
      // How a task ends that another has started is for that one.
      if (status === 'completed' && parentId === undefined)
        return [{ news: { key: `done ${id}`, kind: 'done', text: '', ...of }, finishedAt }];
      if (status === 'failed' && parentId === undefined)
        return [{ news: { key: `failed ${id}`, kind: 'failed', text: '', ...of }, finishedAt }];
      if (status === 'paused' && waitingFor && !pausedByPerson)
        return [{ news: { key: `paused ${id} ${waitingFor.since}`, kind: 'waiting', text: waitingFor.text, ...of } }];
      return [];
    }),
    ...asked.map(({ id, taskId, title, text }): Found => ({
      news: { key: id, kind: 'waiting', title, text, path: `/tasks/${taskId}` },
    })),
    ...schedules.flatMap(({ id, name, missed, seenAt }): Found[] =>
      missed === 0
        ? []
        : [
            {
              news: {
                key: `missed ${id} ${seenAt} ${missed}`,
                kind: 'missed',
                title: name,
                text: '',
                count: missed,
                path: `/schedules/${id}`,
              },
            },
          ],
    ),
  ];
}
