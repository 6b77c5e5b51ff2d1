// Activities that never see that a call was done before: not its result, not its receipt, not its change set.
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { type CallKey, callKeyText } from '../../../src/contract/ids.ts';

export function forgetful(deps: ActivityDeps): ActivityDeps {
  const { store, ledger, changeSets } = deps;
  /** A call that is made again is another call. */
  const tries = new Map<string, number>();
  const asNew = async (key: CallKey): Promise<CallKey> => {
    const set = await changeSets.ofCall(key);
    if (!set || set.state === 'proposed') return key;
    const n = (tries.get(callKeyText(key)) ?? 0) + 1;
    tries.set(callKeyText(key), n);
    return { ...key, index: key.index + 1_000 * n };
  };
  return {
    ...deps,
    store: Object.assign(Object.create(store) as typeof store, { toolResult: async () => undefined }),
    ledger: Object.assign(Object.create(ledger) as typeof ledger, {
      receiptOf: async () => undefined,
      async claim(key: CallKey, tool: string) {
        const claim = await ledger.claim(key, tool);
        return claim.kind === 'receipt' ? { kind: 'begun', crashes: 0, detail: {} } : claim;
      },
    }),
    changeSets: Object.assign(Object.create(changeSets) as typeof changeSets, {
      async ofCall(key: CallKey) {
        const set = await changeSets.ofCall(key);
        return set?.state === 'proposed' ? set : undefined;
      },
      freeze: async (key: CallKey, ...rest: [string, Parameters<typeof changeSets.freeze>[2]]) =>
        changeSets.freeze(await asNew(key), ...rest),
    }),
  };
}
