// Recent models refuse their own thinking when anything before it has changed (a product upgrade changes the system prompt). The
// refused blocks are left out from then on; a task goes on without that reasoning instead of failing for ever.
import type { Block, ModelRequest } from './port.ts';

export interface RefusedThinking {
  /** The request without blocks that were refused before. */
  without(request: ModelRequest): ModelRequest;
  /** Remembers all thinking of this request as refused; false when it has none, so that there is nothing to leave out. */
  refuse(request: ModelRequest): boolean;
}

/** Enough for the open tasks of one process; forgetting one costs a single refused (and unpaid) request. */
const REMEMBERED = 20_000;

const isThinking = (block: Block): boolean => block.type === 'thinking' || block.type === 'redacted_thinking';
const keyOf = (block: Block): string => JSON.stringify(block['signature'] ?? block['data'] ?? '');

/** True for the service's two refusals of thinking that is sent back. */
export const refusesThinking = (status: unknown, words: string): boolean =>
  status === 400 &&
  /bound to a different conversation|invalid `?signature`? in `?thinking|blocks in the latest assistant message cannot be modified/i.test(
    words,
  );

export function createRefusedThinking(): RefusedThinking {
  const refused = new Set<string>();
  return {
    without(request) {
      if (refused.size === 0) return request;
      return withoutBlocks(request, (block) => isThinking(block) && refused.has(keyOf(block)));
    },
    refuse(request) {
      const blocks = request.messages.flatMap((m) => m.content).filter(isThinking);
      for (const block of blocks) refused.add(keyOf(block));
      for (const key of refused) {
        if (refused.size <= REMEMBERED) break;
        refused.delete(key);
      }
      return blocks.length > 0;
    },
  };
}

function withoutBlocks(request: ModelRequest, gone: (block: Block) => boolean): ModelRequest {
  const messages = request.messages
    .map((m) => ({ ...m, content: m.content.filter((b) => !gone(b)) }))
    .filter((m) => m.content.length > 0);
  return { ...request, messages };
}
