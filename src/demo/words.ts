// What the demo says.
import { count } from '../cli/format/numbers.ts';

export const words = {
  /** On every screen. */
  honest: 'scripted model: no AI is used',
  usage: 'cowork demo [--keep] [--ask]   --keep: leaves folder and data for a look   --ask: you answer the question yourself',
  screens: {
    start: 'Starting',
    folder: 'A messy folder',
    job: 'The job',
    after: 'What changed on disk',
    undo: 'Taking it all back',
    end: 'The end',
  },
  intro: 'A whole job, for real: a real folder, real changes, a real undo. Only the model is scripted. No key, no network.',
  starting: 'Starting everything in a temporary place …',
  started: (seconds: string) => `Ready after ${seconds}.`,
  made: (files: number, size: string) =>
    `Made ${count(files, 'file')} (${size}) of many types, in many scripts, with old dates, copies, hidden files and a link:`,
  job: (prompt: string) => `cowork run "${prompt}" --folder Downloads`,
  prompt:
    'Sort this folder by type and year. Put copies of the same file aside. Sort the receipts by month and write a VAT sheet.',
  answering: 'Answered by the demo, as you could: Allow once.',
  applied: 'The folder now:',
  undoing: 'cowork undo',
  checks: 'Checked:',
  keep: (base: string) => `Kept: ${base}`,
  keepHow: (home: string) => `Start it again with these tasks: COWORK_HOME="${home}" cowork start`,
  cleaned: 'Everything is cleaned up.',
  stopped: 'Stopped; everything is cleaned up.',
  good: 'All of it came true.',
  bad: 'Not everything came true. What was expected is above; this is a bug.',
  took: (time: string) => `Took ${time}.`,
  next: 'Your own: cowork config set model-key, cowork start --detach, cowork run "…" --folder PATH',
  ended: (status: string) => `The task ended as "${status}", not as done.`,
} as const;

/** What is verified, each with what to say. */
export const claims = {
  asked: 'it asked before the first change',
  untouched: 'nothing had changed before the answer',
  completed: 'the task ended as done',
  sameFiles: (n: number) => `all ${n} files are still there, byte for byte`,
  copies: (n: number) => `all ${n} copies are in Duplicates, and nothing else is`,
  receipts: (n: number) => `the VAT sheet has all ${n} receipts and the right sums`,
  hidden: 'hidden files and the link were left alone',
  delivered: 'the report was delivered',
  undone: (hash: string) => `after undo the folder is what it was: names, contents, modes and dates (${hash})`,
  strict: 'the model server refused no request',
} as const;
