// The slides of a .pptx in order, with what stands on them and where. Nothing in it is run or fetched.
import { all, attribute, child, children, type OfficeFile, openOfficeFile } from './office-file.ts';
import type { Deck, Slide, TextPart } from './slide-parts.ts';
import { partsOf } from './read-slide.ts';
import { placeholderOf, purposeOf, sheetsOf, targetIn } from './slide-sheets.ts';
import { linesOf } from './slide-text.ts';

const PRESENTATION = 'ppt/presentation.xml';
/** 10 × 7.5 inches. */
const DEFAULT_SIZE = { width: 9_144_000, height: 6_858_000 };

export function readPptx(bytes: Uint8Array): Deck {
  const file = openOfficeFile(bytes);
  const presentation = file.xml(PRESENTATION);
  if (!presentation) throw new Error('no presentation');
  const targets = file.targets(PRESENTATION);
  const size = sizeOf(presentation);
  const slides = all(presentation, 'sldId').flatMap((one) => {
    // Two attributes are called id; the one with a prefix refers to the part.
    const id = [...one.attributes].find(({ localName, prefix }) => localName === 'id' && prefix !== null)?.value;
    const slide = slideOf(file, targets.get(id ?? '')?.target ?? '', { size, defaults: child(presentation, 'defaultTextStyle') });
    return slide ? [slide] : [];
  });
  return { ratio: size.width / size.height, slides };
}

function sizeOf(presentation: Element): typeof DEFAULT_SIZE {
  const said = child(presentation, 'sldSz');
  const [width, height] = ['cx', 'cy'].map((name) => Number(attribute(said, name))) as [number, number];
  return width > 0 && height > 0 ? { width, height } : DEFAULT_SIZE;
}

interface DeckOf {
  readonly size: typeof DEFAULT_SIZE;
  readonly defaults: Element | undefined;
}

function slideOf(file: OfficeFile, path: string, { size, defaults }: DeckOf): Slide | undefined {
  const sheets = sheetsOf(file, path, defaults);
  const slide = sheets?.all[0];
  if (!sheets || !slide) return undefined;
  const { parts, background, undrawn } = partsOf({ file, sheets, size });
  const title = parts.find((part): part is TextPart => part.kind === 'text' && part.isTitle);
  return {
    title: linesOf(title?.paragraphs ?? [])
      .map(({ text }) => text)
      .join(' '),
    background,
    parts,
    undrawn,
    notes: notesOf(file.xml(targetIn(slide, '/notesSlides/'))),
  };
}

/** What the speaker is to say: beside it a page of notes has a picture of the slide, a date, a number. */
const notesOf = (page: Element | undefined): string[] =>
  all(page, 'sp')
    .filter((shape) => placeholderOf(shape) && purposeOf(placeholderOf(shape)) === 'body')
    .flatMap((shape) => children(child(shape, 'txBody'), 'p'))
    .map((paragraph) =>
      all(paragraph, 't')
        .map((text) => text.textContent ?? '')
        .join(''),
    )
    .filter((text) => text.trim() !== '');
