// The scripted model of the demo: no AI, but it really looks. Every decision comes from what a tool has shown it in this task.
import { lastToolResults, lastUserText, type SeenResult } from './model-server/inspect.ts';
import type { ParsedRequest, Reply, Script, ScriptedCall } from './model-server/port.ts';
import { type MovePlan, planMoves } from './plan-moves.ts';
import { readHits, readListing, type SeenFile } from './read-listing.ts';
import { euros, readReceipt, totalsOf, vatCsv, type VatRow } from './vat-sheet.ts';

const PLAN = [
  'Look at every file',
  'Find the receipts',
  'Sort by type and year, copies aside',
  'Write the VAT sheet',
  'Check against the request',
];
const RECEIPT_LINES = '^(Shop: |Date: |TOTAL EUR )';
const PAGE = 2000;
const REPORT = 'What was sorted';

/** What it has seen so far. Grows with each result; nothing else is remembered. */
interface Seen {
  files: SeenFile[];
  links: string[];
  hits: Map<string, readonly string[]>;
  plan?: MovePlan;
  rows: VatRow[];
  after: SeenFile[];
}

/** A script for one task on the folder that the model sees as `root`. A repeated request gets the same reply. */
export function sortingScript(root: string): Script {
  const seen: Seen = { files: [], links: [], hits: new Map(), rows: [], after: [] };
  const given = new Map<string, Reply>();
  return (request) => {
    const key = String(request.messages.length) + lastUserText(request).slice(0, 200);
    const reply = given.get(key) ?? next(request, seen, root);
    given.set(key, reply);
    return reply;
  };
}

function next(request: ParsedRequest, seen: Seen, root: string): Reply {
  if (request.messages.length === 1)
    return { text: 'I will look at everything before I move anything.', toolCalls: [plan(0), look(root, 0)] };
  if (lastUserText(request).includes('one check against the request')) return { text: checkText(seen) };
  const results = lastToolResults(request);
  const failed = results.find((result) => result.isError);
  if (failed) return { text: `I stopped, because ${failed.name} said: ${failed.text.split('\n', 1)[0] ?? ''}` };
  const names = results.map((result) => result.name);
  if (names.includes('create_artifact'))
    return {
      text: 'The report goes to you.',
      toolCalls: [{ name: 'deliver_files', input: { paths: [`/outputs/${REPORT}.md`] } }],
    };
  if (names.includes('deliver_files')) return { text: outcome(seen) };
  if (names.includes('move_files')) return { text: 'Moved. Now I read the folder back.', toolCalls: [plan(4), look(root, 0)] };
  const listing = results.find((result) => result.name === 'list_files');
  if (listing) return seen.plan ? lookedBack(listing, seen, root) : looked(listing, seen, root);
  const search = results.find((result) => result.name === 'search_files');
  if (search) return searched(search, seen, root);
  return { text: 'Nothing is left to do.' };
}

const look = (root: string, offset: number): ScriptedCall => ({
  name: 'list_files',
  input: { path: root, recursive: true, details: true, limit: PAGE, ...(offset > 0 ? { offset } : {}) },
});
const find = (root: string, offset: number): ScriptedCall => ({
  name: 'search_files',
  input: { path: root, pattern: RECEIPT_LINES, ...(offset > 0 ? { offset } : {}) },
});
/** The plan with `active` being done now; all done when it is behind the last. */
const plan = (active: number): ScriptedCall => ({
  name: 'update_plan',
  input: { steps: PLAN.map((title, i) => ({ title, status: i < active ? 'done' : i === active ? 'active' : 'pending' })) },
});

function looked(listing: SeenResult, seen: Seen, root: string): Reply {
  const page = readListing(listing.text, root);
  seen.files.push(...page.files);
  seen.links.push(...page.links);
  if (page.next !== undefined) return { toolCalls: [look(root, page.next)] };
  return {
    text: `There are ${seen.files.length} files. Which of them are receipts, only their content tells.`,
    toolCalls: [plan(1), find(root, 0)],
  };
}

function searched(search: SeenResult, seen: Seen, root: string): Reply {
  const page = readHits(search.text);
  for (const [path, lines] of page.byPath) seen.hits.set(path, [...(seen.hits.get(path) ?? []), ...lines]);
  if (page.next !== undefined) return { toolCalls: [find(root, page.next)] };
  const receipts = new Set<string>();
  for (const [path, lines] of seen.hits) {
    const row = readReceipt(lines);
    if (row) receipts.add(path);
    if (row) seen.rows.push(row);
  }
  seen.plan = planMoves(seen.files, root, receipts);
  const { moves, duplicates } = seen.plan;
  return {
    text:
      `${receipts.size} files are receipts, ${duplicates.length} are copies of others by name and size. ` +
      `I will move ${moves.length} files and write one new one. Nothing is deleted.`,
    toolCalls: [
      plan(2),
      { name: 'move_files', input: { moves } },
      { name: 'write_file', input: { path: `${root}/VAT sheet.csv`, content: vatCsv(seen.rows) } },
    ],
  };
}

function lookedBack(listing: SeenResult, seen: Seen, root: string): Reply {
  const page = readListing(listing.text, root);
  seen.after.push(...page.files);
  if (page.next !== undefined) return { toolCalls: [look(root, page.next)] };
  const missing = missingOf(seen);
  if (missing.length > 0) return { text: `Something is not where it should be: ${missing.slice(0, 3).join(', ')}` };
  return {
    text: 'Every file is where it should be.',
    toolCalls: [plan(PLAN.length), { name: 'create_artifact', input: { title: REPORT, type: 'md', content: report(seen) } }],
  };
}

/** Targets that the second listing does not show. */
function missingOf({ plan: moved, after }: Seen): string[] {
  const there = new Set(after.map((file) => file.path));
  return (moved?.moves ?? []).map((move) => move.to).filter((path) => !there.has(path));
}

function outcome(seen: Seen): string {
  const { moves = [], duplicates = [], leftAlone = [] } = seen.plan ?? {};
  const sum = totalsOf(seen.rows);
  return [
    `Sorted ${moves.length} files by type and year; ${duplicates.length} copies are in the folder Duplicates, none was deleted.`,
    `VAT sheet.csv: ${seen.rows.length} receipts, ${euros(sum.totalCents)} EUR in all, ${euros(sum.vatCents)} EUR of it VAT.`,
    `Left alone: ${leftAlone.length} hidden or unknown files and ${seen.links.length === 1 ? 'the link' : `${seen.links.length} links`}.`,
  ].join('\n');
}

function report(seen: Seen): string {
  const byFolder = Map.groupBy(seen.plan?.moves ?? [], (move) => move.to.split('/').slice(3, -1).join('/'));
  const rows = [...byFolder].sort(([a], [b]) => a.localeCompare(b)).map(([folder, moves]) => `| ${folder} | ${moves.length} |`);
  return ['# What was sorted', '', outcome(seen), '', '| folder | files |', '|---|---|', ...rows, ''].join('\n');
}

function checkText(seen: Seen): string {
  const missing = missingOf(seen).length;
  return [
    `Sorted by type and year: ${missing === 0 ? 'met; the second listing shows every target' : `not met; ${missing} are missing`}.`,
    `Copies aside: met; ${seen.plan?.duplicates.length ?? 0} moved, none deleted.`,
    `VAT sheet: met; ${seen.rows.length} receipts read.`,
  ].join('\n');
}
