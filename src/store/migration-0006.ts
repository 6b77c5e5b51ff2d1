// Threads, and one index of everything that is said, so that what was long ago is found again at the same cost.
import type { SqlTypes } from './migrations.ts';
import type { TaskStoreDialect } from './schema.ts';

export const threadsAndSearch = ({ text, serial }: SqlTypes, dialect: TaskStoreDialect): readonly string[] => [
  `create table threads (
    id ${text} primary key, title ${text} not null, status ${text} not null, waiting_for ${text}, folders ${text}, mode ${text} not null,
    model ${text}, budget ${text} not null, summary ${text} not null, summarised_to integer not null,
    last_said integer not null, answered_to integer not null, calls integer not null, attempt integer not null, turn ${text}, last_seq integer not null,
    input_tokens bigint not null, output_tokens bigint not null, usd double precision not null, unpriced integer not null,
    archived integer not null, created_at ${text} not null, updated_at ${text} not null
  )`,
  `create table thread_events (
    thread_id ${text} not null references threads (id) on delete cascade, seq integer not null, key ${text}, at ${text} not null,
    body ${text} not null, primary key (thread_id, seq)
  )`,
  `create unique index thread_events_key on thread_events (thread_id, key) where key is not null`,
  `create index tasks_thread on tasks (thread_id, created_at) where thread_id is not null`,
  `alter table schedules add column thread_id ${text}`,
  `create table search_texts (
    id ${serial}, subject ${text} not null, task_id ${text} references tasks (id) on delete cascade,
    thread_id ${text} references threads (id) on delete cascade, kind ${text} not null, ref ${text} not null, at ${text} not null,
    body ${text} not null, words ${text} not null, unique (subject, kind, ref)
  )`,
  // Both are looked for when the row that they hang on goes.
  `create index search_texts_task on search_texts (task_id)`,
  `create index search_texts_thread on search_texts (thread_id)`,
  ...(dialect === 'postgres' ? WORDS_POSTGRES : WORDS_SQLITE),
  // What was there before is taken in bit by bit, once the product runs.
  `create table search_pending (subject ${text} primary key)`,
  `insert into search_pending (subject) select id from tasks`,
];

const WORDS_SQLITE = [
  // The words are folded before they come here. What is deleted is gone from the file too, not only from what is found.
  `create virtual table search_words using fts5 (words, content='search_texts', content_rowid='id', tokenize='unicode61 remove_diacritics 0')`,
  `insert into search_words (search_words, rank) values ('secure-delete', 1)`,
  // How many texts a word is in: what most have tells nothing.
  `create virtual table search_words_in using fts5vocab (search_words, 'row')`,
  `create trigger search_texts_added after insert on search_texts begin
    insert into search_words (rowid, words) values (new.id, new.words);
  end`,
  `create trigger search_texts_changed after update of words on search_texts begin
    insert into search_words (search_words, rowid, words) values ('delete', old.id, old.words);
    insert into search_words (rowid, words) values (new.id, new.words);
  end`,
  `create trigger search_texts_gone after delete on search_texts begin
    insert into search_words (search_words, rowid, words) values ('delete', old.id, old.words);
  end`,
];

const WORDS_POSTGRES = [`create index search_texts_words on search_texts using gin (to_tsvector('simple', words))`];
