// The question that is asked once before a turn may end as completed.
import { noticeBlock } from './blocks.ts';
import type { Block } from './port.ts';

/** Only where something was done or promised: a plain answer needs no check. Once per turn. */
export const needsCheck = (turn: { readonly effects: number; readonly outputs: number; readonly asked: boolean }): boolean =>
  !turn.asked && (turn.effects > 0 || turn.outputs > 0);

/** The user blocks that ask it. The answer goes to `check`, unless it calls tools: then the turn goes on. */
export function checkBlocks(): Block[] {
  return [
    noticeBlock([
      'Before this job counts as done, one check against the request (not against your plan or your own report).',
      'Go through the request item by item: is it met, and what shows it? Evidence is what a tool has shown you after the last change.',
      'If something is missing or was never verified, use tools now and go on. Otherwise answer without tools, one short line for each item: the item, met or not, the evidence. Do not repeat your report.',
    ]),
  ];
}
