// Code in coloured pieces, for the languages that tasks write. Loaded with its grammars when code is first shown.
import { common, createLowlight } from 'lowlight';

export type Look = 'keyword' | 'string' | 'number' | 'name' | 'comment' | 'added' | 'removed';
export interface Piece {
  readonly text: string;
  readonly look?: Look;
}

/** By what the grammars call it; what is not named here looks like the text around it. */
const LOOKS: Readonly<Record<string, Look>> = {
  ...{ keyword: 'keyword', literal: 'keyword', tag: 'keyword', doctag: 'keyword', meta: 'keyword', 'selector-tag': 'keyword' },
  ...{ string: 'string', regexp: 'string', char: 'string', link: 'string', code: 'string', 'template-tag': 'keyword' },
  ...{ number: 'number', symbol: 'number', bullet: 'number', type: 'number', built_in: 'number', variable: 'number' },
  ...{ title: 'name', name: 'name', attr: 'name', attribute: 'name', section: 'name', property: 'name', class: 'name' },
  ...{ 'selector-class': 'name', 'selector-id': 'name', 'selector-attr': 'name', 'selector-pseudo': 'name' },
  ...{ comment: 'comment', quote: 'comment', addition: 'added', deletion: 'removed' },
};

const grammars = createLowlight(common);
type Node = ReturnType<typeof grammars.highlight>['children'][number];

/** `language` as a fence or the end of a file's name has it; undefined when it is none of those known here. */
export function highlight(text: string, language: string): Piece[] | undefined {
  if (!grammars.registered(language)) return undefined;
  const pieces: Piece[] = [];
  const add = (text: string, look: Look | undefined): void => {
    const last = pieces.at(-1);
    if (last && last.look === look) pieces[pieces.length - 1] = { ...last, text: last.text + text };
    else pieces.push(look === undefined ? { text } : { text, look });
  };
  const walk = (nodes: readonly Node[], look: Look | undefined): void => {
    for (const node of nodes) {
      if (node.type === 'text') add(node.value, look);
      else if (node.type === 'element') walk(node.children, lookOf(node.properties['className'], look));
    }
  };
  walk(grammars.highlight(language, text).children, undefined);
  return pieces;
}

/** What is put into a string looks like code again. */
function lookOf(classes: unknown, around: Look | undefined): Look | undefined {
  const name = Array.isArray(classes) ? String(classes[0]).replace('hljs-', '') : '';
  return name === 'subst' ? undefined : (LOOKS[name] ?? around);
}
