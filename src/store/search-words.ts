// Text as the words that it is found by, the same for what is kept and for what is asked: without case, accents and widths; scripts that
// set no spaces as pairs of letters.

/** No text is looked into beyond this: a message may be a whole book. */
export const MOST_SEARCHED_CHARS = 100_000;

const WORD = /[\p{L}\p{N}]+/gu;
const NO_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

/** Letters as they are compared: "Müller" is "muller", "ß" is "ss", "ｱ" is "ア". */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss');

/** To be stored: each word, and of "IMG2041" also "img" and "2041". */
export function wordsOf(text: string): string {
  const words: string[] = [];
  for (const word of pieces(text)) {
    const all = isUnspaced(word) ? [...pairs(word), [...word].at(-1)!] : [word, ...parts(word)];
    // One by one: a text without spaces is one word of any length.
    for (const one of all) words.push(one);
  }
  return words.join(' ');
}

/** To be asked for: of each word its beginning is enough. Empty where there is nothing that could be asked for. */
export const askedWords = (text: string): string[] => [
  ...new Set([...pieces(text)].flatMap((word) => (isUnspaced(word) ? pairs(word) : [word]))),
];

function* pieces(text: string): Generator<string> {
  for (const [run] of folded(text.slice(0, MOST_SEARCHED_CHARS)).slice(0, MOST_SEARCHED_CHARS).matchAll(WORD)) {
    let from = 0;
    for (const match of run.matchAll(NO_SPACES)) {
      if (match.index > from) yield run.slice(from, match.index);
      yield match[0];
      from = match.index + match[0].length;
    }
    if (from < run.length) yield run.slice(from);
  }
}

const isUnspaced = (word: string): boolean => word.match(NO_SPACES)?.[0] === word;

function pairs(word: string): string[] {
  const letters = [...word];
  return letters.length === 1 ? letters : letters.slice(1).map((letter, at) => letters[at]! + letter);
}

function parts(word: string): string[] {
  const found = word.match(/\p{L}+|\p{N}+/gu) ?? [];
  return found.length > 1 ? found : [];
}
