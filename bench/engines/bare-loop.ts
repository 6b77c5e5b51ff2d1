// The floor: the null task as a loop in this process, which keeps nothing.
import type { Engine } from './engine.ts';
import { createNullAgent } from './null-agent.ts';

export function startBareLoop(modelUrl: string): Engine {
  const agent = createNullAgent(modelUrl);
  return {
    name: 'bare loop',
    async run({ name }) {
      while (await agent.callModel(name)) await agent.runTools(name);
    },
    [Symbol.asyncDispose]: async () => agent.close(),
  };
}
