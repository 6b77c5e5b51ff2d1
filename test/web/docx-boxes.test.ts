// Boxes with texts of their own in a text document.
import { expect, it } from '@jest/globals';
import { boxesOf } from '../../src/web/screens/outputs/formats/docx-runs.ts';
import { element } from './elements.ts';

const paragraph = (...inside: readonly Element[]) => element('p', {}, element('r', {}, ...inside));
const box = (...paragraphs: readonly Element[]) => element('drawing', {}, element('txbxContent', {}, ...paragraphs));

it('a box in a box is for the paragraph that it hangs on', () => {
  const inner = paragraph(box(element('p')));
  const outer = paragraph(box(inner));
  const [first, ...others] = boxesOf(outer);
  expect(others).toEqual([]);
  expect(first?.children[0]).toBe(inner);
  expect(boxesOf(inner)).toHaveLength(1);
});

it('boxes side by side are all there; without paragraphs, or as older programs want them, they are left out', () => {
  const old = element(
    'AlternateContent',
    {},
    element('Choice', {}, box(element('p'))),
    element('Fallback', {}, box(element('p'))),
  );
  expect(boxesOf(paragraph(box(element('p')), box(), old))).toHaveLength(2);
});
