// Looking through what was asked, said, answered and delivered; and how many tasks there are of each status.
import { type RawBuilder, sql } from 'kysely';
import type { SearchHit } from '../contract/http.ts';
import type { TaskStatus, WaitingFor } from '../contract/task.ts';
import { parsedOrUndefined, present } from './columns.ts';
import type { FoundText, TaskStore } from './port.ts';
import { type SearchKind, seqRef } from './search-index.ts';
import { askedWords, folded } from './search-words.ts';
import type { Session } from './session.ts';

/** SQLite's function of this name, which whoever opens the file adds. */
export const FOLD = 'cowork_fold';
export const fold = folded;

/** Characters shown before and after a hit. */
const AROUND = 80;
/** Texts that are looked at: the newest ones that have the words. */
const LOOKED_AT = 1_000;
/** Of one task or thread the first of these is shown. */
const ORDER: readonly SearchKind[] = ['title', 'outcome', 'prompt', 'message', 'output', 'output_text'];
/** So many matches are weighed against each other. */
const MOST_MATCHES = 2_000;
/** Words of a description that are asked for. */
const MOST_WORDS = 24;

export const searchMethods = (session: Session): Pick<TaskStore, 'search' | 'findTexts' | 'countTasks' | 'countWorking'> => ({
  search: (text, limit) => search(session, text, limit),
  findTexts: (words, query) => findTexts(session, words, query),

  async countWorking() {
    const rows = await session.db.selectFrom('tasks').select('waiting_for').where('status', '=', 'running').execute();
    return rows.filter(({ waiting_for }) => (parsedOrUndefined<WaitingFor>(waiting_for)?.kind ?? 'model') === 'model').length;
  },

  async countTasks() {
    const rows = await session.db
      .selectFrom('tasks')
      .select((eb) => ['status', eb.fn.countAll<number | string>().as('count')])
      .groupBy('status')
      .execute();
    return Object.fromEntries(rows.map((row) => [row.status as TaskStatus, Number(row.count)]));
  },
});

interface Text {
  readonly id: number | string;
  readonly subject: string;
  readonly task_id: string | null;
  readonly thread_id: string | null;
  readonly kind: string;
  readonly ref: string;
  readonly at: string;
  readonly body: string;
  readonly title: string;
}

const SELECTED = sql`t.id, t.subject, t.task_id, t.thread_id, t.kind, t.ref, t.at, t.body,
  coalesce((select title from tasks where tasks.id = t.task_id), (select title from threads where threads.id = t.thread_id)) as title`;

async function search(session: Session, text: string, limit: number): Promise<SearchHit[]> {
  const pieces = folded(text)
    .split(/\s+/)
    .filter((piece) => piece !== '');
  if (pieces.length === 0) return [];
  const words = askedWords(text);
  const byWord = words.length === 0 ? [] : hitsIn(await byWords(session, words), pieces, limit);
  // Signs only, or letters from the middle of a word: everything is gone through.
  return byWord.length > 0 ? byWord : hitsIn(await byScan(session, pieces), pieces, limit);
}

/** One for each task or thread, the newest text first; looked into until there are enough. */
function hitsIn(texts: readonly Text[], pieces: readonly string[], limit: number): SearchHit[] {
  const bySubject = new Map<string, Text[]>();
  for (const text of texts.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))) {
    const there = bySubject.get(text.subject);
    if (!there && bySubject.size === limit) continue;
    const within = folded(text.body);
    if (pieces.every((piece) => within.includes(piece))) bySubject.set(text.subject, [...(there ?? []), text]);
  }
  return [...bySubject.values()].map((all) => hitOf(best(all), pieces));
}

/** The newest. Every word must be there, at least with its beginning. */
async function byWords(session: Session, words: readonly string[]): Promise<Text[]> {
  const query =
    session.dialect === 'postgres'
      ? sql<Text>`select ${SELECTED} from search_texts t
          where to_tsvector('simple', t.words) @@ to_tsquery('simple', ${words.map((word) => `${word}:*`).join(' & ')})
          order by t.id desc limit ${LOOKED_AT}`
      : sql<Text>`select ${SELECTED} from search_words w join search_texts t on t.id = w.rowid
          where search_words match ${words.map((word) => `"${word}"*`).join(' AND ')} order by w.rowid desc limit ${LOOKED_AT}`;
  return (await query.execute(session.db)).rows;
}

async function byScan(session: Session, pieces: readonly string[]): Promise<Text[]> {
  const like = (column: string, piece: string): RawBuilder<boolean> =>
    sql`${sql.ref(column)} like ${`%${piece.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
  const contains = (piece: string): RawBuilder<boolean> => {
    // The kept words are folded as the piece is; what has other signs in it is looked for in the text itself.
    if (/^[\p{L}\p{N}]+$/u.test(piece)) return like('t.words', piece);
    return session.dialect === 'sqlite' ? sql`instr(${sql.raw(FOLD)}(t.body), ${piece}) > 0` : sql`true`;
  };
  const { rows } = await sql<Text>`select ${SELECTED} from search_texts t
    where ${sql.join(pieces.map(contains), sql` and `)} order by t.id desc limit ${LOOKED_AT}`.execute(session.db);
  return rows;
}

/** By how well the words of a description fit, whichever of them are there. */
async function findTexts(
  session: Session,
  description: string,
  query: { limit: number; withoutThread?: string; afterSeq?: number },
): Promise<FoundText[]> {
  const asked = askedWords(description)
    .filter((word) => word.length > 1)
    .slice(0, MOST_WORDS);
  const words = session.dialect === 'postgres' ? asked : await telling(session, asked);
  if (words.length === 0) return [];
  // What stands in the newest part of this conversation is before the model's eyes anyway.
  const elsewhere =
    query.withoutThread === undefined
      ? sql`true`
      : sql`(t.thread_id is null or t.thread_id <> ${query.withoutThread}
          or (t.kind = 'message' and t.ref <= ${seqRef(query.afterSeq ?? 0)}))`;
  const found =
    session.dialect === 'postgres'
      ? sql<Text>`select ${SELECTED}
          from (select * from search_texts where to_tsvector('simple', words) @@ to_tsquery('simple', ${words.join(' | ')})
            order by id desc limit ${LOOKED_AT}) t
          where ${elsewhere}
          order by ts_rank(to_tsvector('simple', t.words), to_tsquery('simple', ${words.join(' | ')}), 1) desc, t.id desc
          limit ${query.limit}`
      : sql<Text>`select ${SELECTED} from search_words w join search_texts t on t.id = w.rowid
          where search_words match ${words.map((word) => `"${word}"`).join(' OR ')} and ${elsewhere}
          order by w.rank, w.rowid desc limit ${query.limit}`;
  return (await found.execute(session.db)).rows.map((row) =>
    present({
      taskId: row.task_id ?? undefined,
      threadId: row.thread_id ?? undefined,
      title: row.title,
      kind: row.kind as SearchKind,
      ref: row.ref,
      at: row.at,
      text: row.body,
    }),
  );
}

/** Those that tell texts apart: each match is weighed, so a word of most texts would cost the more the longer one talks. The rarest first. */
async function telling(session: Session, words: readonly string[]): Promise<string[]> {
  if (words.length === 0) return [];
  const { rows } = await sql<{ term: string; doc: number }>`
    select term, doc from search_words_in where term in (${sql.join(words)}) order by doc`.execute(session.db);
  const few: string[] = [];
  let matches = 0;
  for (const { term, doc } of rows) {
    if (few.length > 0 && matches + doc > MOST_MATCHES) break;
    few.push(term);
    matches += doc;
  }
  return few;
}

const best = (texts: readonly Text[]): Text =>
  ORDER.flatMap((kind) => texts.filter((text) => text.kind === kind).at(-1) ?? [])[0] ?? texts[0]!;

function hitOf(text: Text, pieces: readonly string[]): SearchHit {
  const first = pieces[0] ?? '';
  const at = Math.max(0, placeOf(text.body, first));
  return present({
    taskId: text.task_id ?? undefined,
    threadId: text.thread_id ?? undefined,
    title: text.title,
    where: text.kind as SearchKind,
    ref: text.ref === '' ? undefined : text.ref.replace(/^0+(?=\d+$)/, ''),
    text: excerpt(text.body, at, first.length),
  });
}

/** Where the piece stands in the text as it is written: folding may change how long it is, so it is gone towards letter by letter. */
function placeOf(body: string, piece: string): number {
  const plainly = body.toLowerCase().indexOf(piece);
  if (plainly >= 0) return plainly;
  const target = folded(body).indexOf(piece);
  let length = 0;
  let at = 0;
  for (const letter of body) {
    if (length >= target) return at;
    length += folded(letter).length;
    at += letter.length;
  }
  return 0;
}

function excerpt(content: string, at: number, length: number): string {
  const from = Math.max(0, at - AROUND);
  const to = Math.min(content.length, at + length + AROUND);
  const words = content.slice(from, to).toWellFormed().replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${words}${to < content.length ? '…' : ''}`;
}
