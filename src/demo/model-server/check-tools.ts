// Tool definitions and the choice among them.
import { hasPreservedThinking } from './model-rules.ts';
import { Refused, fields, isFields, list, onlyFields, text } from './refused.ts';
import type { Fields } from './refused.ts';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const KNOWN = [
  'name',
  'description',
  'input_schema',
  'type',
  'cache_control',
  'strict',
  'input_examples',
  'defer_loading',
  'allowed_callers',
  'eager_input_streaming',
];
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

export function checkTools(tools: unknown, choice: unknown, model: string): void {
  const names = new Set<string>();
  for (const [at, item] of (tools === undefined ? [] : list(tools, 'tools')).entries()) {
    const where = `tools.${at}`;
    const tool = fields(item, where);
    onlyFields(tool, KNOWN, `${where}.custom`);
    if (tool['type'] !== undefined && tool['type'] !== null && tool['type'] !== 'custom') {
      throw new Refused(`${where}.type: this server only knows tools of type custom`);
    }
    const name = text(tool['name'], `${where}.custom.name`);
    if (!NAME.test(name)) throw new Refused(`${where}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'`);
    if (names.has(name)) throw new Refused('tools: Tool names must be unique.');
    names.add(name);
    if (tool['description'] !== undefined) text(tool['description'], `${where}.custom.description`);
    checkSchema(tool['input_schema'], `${where}.custom.input_schema`);
  }
  checkChoice(choice, names, model);
}

function checkSchema(value: unknown, where: string): void {
  if (value === undefined) throw new Refused(`${where}: Field required`);
  const schema = fields(value, where);
  if (schema['type'] === undefined) throw new Refused(`${where}.type: Field required`);
  if (schema['type'] !== 'object') throw new Refused(`${where}.type: Input should be 'object'`);
  for (const word of ['oneOf', 'allOf', 'anyOf']) {
    if (schema[word] !== undefined)
      throw new Refused(`${where}: input_schema does not support oneOf, allOf, or anyOf at the top level`);
  }
  checkDraft(schema, where);
}

/** The parts of JSON Schema draft 2020-12 that are most often got wrong. */
function checkDraft(schema: Fields, where: string): void {
  const wrong = (): never => {
    throw new Refused(`${where}: JSON schema is invalid. It must match JSON Schema draft 2020-12`);
  };
  const { type, properties, required, items } = schema;
  for (const one of type === undefined ? [] : Array.isArray(type) ? type : [type]) if (!TYPES.includes(String(one))) wrong();
  if (required !== undefined && !(Array.isArray(required) && required.every((r) => typeof r === 'string'))) wrong();
  if (schema['enum'] !== undefined && !Array.isArray(schema['enum'])) wrong();
  if (items !== undefined && typeof items !== 'boolean' && !isFields(items)) wrong();
  if (isFields(items)) checkDraft(items, where);
  if (properties === undefined || properties === null) return;
  if (!isFields(properties)) return wrong();
  for (const property of Object.values(properties)) {
    if (typeof property === 'boolean') continue;
    if (!isFields(property)) return wrong();
    checkDraft(property, where);
  }
}

function checkChoice(choice: unknown, names: ReadonlySet<string>, model: string): void {
  if (choice === undefined) return;
  const { type, name } = fields(choice, 'tool_choice');
  if (!['auto', 'any', 'tool', 'none'].includes(String(type)))
    throw new Refused(`tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'`);
  if ((type === 'any' || type === 'tool') && hasPreservedThinking(model)) {
    throw new Refused('tool_choice: type "tool" and "any" are not supported for this model.');
  }
  if (type !== 'none' && names.size === 0)
    throw new Refused('tool_choice: tool_choice may only be specified while providing tools.');
  if (type === 'tool' && !names.has(String(name)))
    throw new Refused(`tool_choice: Tool '${String(name)}' not found in provided tools`);
}
