// A list of a document, with the lists within its items.
import type { NumberKind } from '../formats/docx-lists.ts';
import type { Item } from '../formats/read-docx.ts';
import { Runs } from './docx-runs.tsx';

const MARKS: Readonly<Record<NumberKind, string>> = {
  bullet: 'list-disc',
  decimal: 'list-decimal',
  lowerLetter: 'list-[lower-alpha]',
  upperLetter: 'list-[upper-alpha]',
  lowerRoman: 'list-[lower-roman]',
  upperRoman: 'list-[upper-roman]',
};

export function DocxList({ items }: { readonly items: readonly Item[] }) {
  return listsOf(items).map((list, index) => {
    const first = list[0]!.item;
    const List = first.kind === 'bullet' ? 'ul' : 'ol';
    const marks = first.label === undefined ? MARKS[first.kind] : 'list-none';
    return (
      <List key={index} start={List === 'ol' ? first.number : undefined} className={`pl-6 ${marks}`}>
        {list.map(({ item, within }, at) => (
          <li key={at}>
            {item.label !== undefined && `${item.label} `}
            <Runs runs={item.runs} />
            {within.length > 0 && <DocxList items={within} />}
          </li>
        ))}
      </List>
    );
  });
}

interface Entry {
  readonly item: Item;
  readonly within: Item[];
}

/** What lies deeper belongs to the item before it; another kind of marks is another list. */
function listsOf(items: readonly Item[]): Entry[][] {
  const lists: Entry[][] = [];
  const level = items[0]?.level ?? 0;
  for (const item of items) {
    const list = lists.at(-1);
    const last = list?.at(-1);
    if (last && item.level > level) last.within.push(item);
    else if (list && last && last.item.kind === item.kind && last.item.list === item.list) list.push({ item, within: [] });
    else lists.push([{ item, within: [] }]);
  }
  return lists;
}
