// What the published pages say about each model's thinking. Unknown ids are treated as models that accept everything.

const of = (...ids: string[]): RegExp => new RegExp(`^(${ids.join('|')})(-\\d{8})?$`);

/** They check that nothing before a thinking block has changed, and refuse a forced tool. */
const PRESERVED = of(
  'claude-fable-5-2',
  'claude-mythos-5-2',
  'claude-fable-5-1',
  'claude-mythos-5-1',
  'claude-opus-5-5',
  'claude-sonnet-5-5',
  'claude-haiku-5-5',
);
/** Thinking with a budget was removed. */
const NO_BUDGET = of(
  'claude-(fable|mythos)-5(-[12])?',
  'claude-opus-5(-5)?',
  'claude-opus-4-[78]',
  'claude-sonnet-5(-5)?',
  'claude-haiku-5-5',
);
const NO_OFF = of('claude-(fable|mythos)-5(-[12])?', 'claude-opus-5-5', 'claude-sonnet-5-5');
const NO_ADAPTIVE = of('claude-opus-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5');
const BETWEEN_TOOLS = of('claude-sonnet-5-5');

export const hasPreservedThinking = (model: string): boolean => PRESERVED.test(model);
export const acceptsBudget = (model: string): boolean => !NO_BUDGET.test(model);
export const acceptsOff = (model: string): boolean => !NO_OFF.test(model);
export const acceptsAdaptive = (model: string): boolean => !NO_ADAPTIVE.test(model);
export const acceptsBetweenTools = (model: string): boolean => BETWEEN_TOOLS.test(model);
