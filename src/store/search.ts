// Looking through what was asked, said and answered; and how many tasks there are of each status.
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { TaskStatus } from '../contract/task.ts';
import { parsed } from './columns.ts';
import type { SearchHit, TaskStore } from './port.ts';
import type { Session } from './session.ts';

/** SQLite's function of this name, which whoever opens the file adds. */
export const FOLD = 'cowork_fold';
export const fold = (text: string): string => text.toLowerCase();

/** Characters shown before and after a hit. */
const AROUND = 80;

export const searchMethods = (session: Session): Pick<TaskStore, 'search' | 'countTasks'> => ({
  search: (text, limit) => search(session, text, limit),

  async countTasks() {
    const rows = await session.db
      .selectFrom('tasks')
      .select((eb) => ['status', eb.fn.countAll<number | string>().as('count')])
      .groupBy('status')
      .execute();
    return Object.fromEntries(rows.map((row) => [row.status as TaskStatus, Number(row.count)]));
  },
});

/** A scan: a person has thousands of tasks, not millions. */
async function search(session: Session, text: string, limit: number): Promise<SearchHit[]> {
  // PostgreSQL's columns sort by code point (collate "C"), under which it too would know ASCII letters only.
  const like = sql.raw(session.dialect === 'postgres' ? 'collate "default" ilike' : 'like');
  const has = (column: string, needle: string): RawBuilder<SqlBool> =>
    // SQLite's own `like` knows upper and lower case of ASCII letters only; ours costs a call for each row.
    session.dialect === 'sqlite' && /[^\x00-\x7f]/.test(needle)
      ? sql`instr(${sql.raw(FOLD)}(${sql.ref(column)}), ${fold(needle)}) > 0`
      : sql`${sql.ref(column)} ${like} ${`%${needle.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
  // The log keeps JSON: what is looked for is spelled as it stands there.
  const said = sql`events.task_id = tasks.id and ${has('events.body', '"type":"message_added"')}
    and ${has('events.body', JSON.stringify(text).slice(1, -1))}`;
  const { rows } = await sql<Found>`
    select id, title, prompt, outcome, (select body from events where ${said} order by seq limit 1) as said
    from tasks
    where ${has('title', text)} or ${has('prompt', text)} or ${has('outcome', text)}
      or exists (select 1 from events where ${said})
    order by created_at desc, id desc
    limit ${limit}`.execute(session.db);
  return rows.map((row) => hitOf(row, text));
}

interface Found {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  readonly outcome: string | null;
  /** Body of the first message event that holds the text. */
  readonly said: string | null;
}

function hitOf({ id, title, prompt, outcome, said }: Found, text: string): SearchHit {
  const places = [
    ['title', title],
    ['outcome', outcome ?? ''],
    ['prompt', prompt],
    ['message', said === null ? '' : parsed<{ text: string }>(said).text],
  ] as const;
  const [where, whole] = places.find(([, content]) => indexIn(content, text) >= 0) ?? ['title', title];
  return { taskId: id, title, where, text: excerpt(whole, Math.max(0, indexIn(whole, text)), text.length) };
}

const indexIn = (content: string, text: string): number => content.toLowerCase().indexOf(text.toLowerCase());

function excerpt(content: string, at: number, length: number): string {
  const from = Math.max(0, at - AROUND);
  const to = Math.min(content.length, at + length + AROUND);
  const words = content.slice(from, to).toWellFormed().replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${words}${to < content.length ? '…' : ''}`;
}
