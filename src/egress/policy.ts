// What a task's commands may reach. Pure: a list of rules in, a verdict out. What no rule names is refused.
import type { Refusal } from '../contract/network.ts';
import type { Host } from './host-name.ts';

export interface Rule extends Host {
  /** Only these; a rule with a limit or a credential needs the host's proxy to see the requests themselves. Absent: all. */
  readonly methods?: readonly string[];
  /** Only paths that begin so. Absent: all. */
  readonly paths?: readonly string[];
  /** Put into each request on the way out; never seen by the guest. */
  readonly authorization?: string;
  /** The user's own configuration names it: it may lie in the user's own network. */
  readonly isOwn?: boolean;
}

/** Hosts of AI services that anybody may hold an account at. */
const MODEL_SERVICES = [
  ...['api.anthropic.com', 'api.openai.com', 'generativelanguage.googleapis.com', 'aiplatform.googleapis.com'],
  ...['openrouter.ai', 'api.mistral.ai', 'api.deepseek.com', 'api.x.ai', 'api.groq.com', 'api.together.xyz', 'api.cohere.com'],
];

export interface Policy {
  readonly rules: readonly Rule[];
  /** Where the product asks its own model. */
  readonly modelHosts: readonly Host[];
}

export type Verdict = { readonly kind: 'allowed'; readonly rule: Rule } | { readonly kind: 'refused'; readonly why: Refusal };

/** Whether anything may be sent to this host at all. */
export function judgeHost({ rules, modelHosts }: Policy, { host, port }: Host): Verdict {
  const isService = MODEL_SERVICES.some((name) => host === name || host.endsWith(`.${name}`)) || isBedrock(host);
  if (isService || modelHosts.some((one) => one.host === host && one.port === port))
    return { kind: 'refused', why: 'model_service' };
  const rule = rules.find((one) => one.host === host && one.port === port);
  return rule ? { kind: 'allowed', rule } : { kind: 'refused', why: 'unknown_host' };
}

const isBedrock = (host: string): boolean => /^bedrock[a-z-]*\..*\.amazonaws\.com$/.test(host);

/** Whether this request may be sent under the rule. `path` begins with a slash. */
export function judgeRequest(rule: Rule, { method, path }: { method: string; path: string }): Refusal | undefined {
  if (rule.methods && !rule.methods.includes(method)) return 'method';
  // Dots, also written as numbers, could lead out of a path that is allowed.
  if (rule.paths && (/(^|\/)(\.|%2e){1,2}(\/|$|\?)/i.test(path) || !rule.paths.some((one) => path.startsWith(one))))
    return 'path';
  return undefined;
}

/** Such a rule holds for requests, not for connections: somebody must look into them. */
export const looksInside = ({ methods, paths, authorization }: Rule): boolean =>
  methods !== undefined || paths !== undefined || authorization !== undefined;
