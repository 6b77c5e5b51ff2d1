// The service's way of saying no, and small tools to find what is wrong.

/** Thrown by checks; becomes the service's error body. */
export class Refused extends Error {
  readonly status: number;
  readonly type: string;

  constructor(message: string, status = 400, type = 'invalid_request_error') {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.type = type;
  }
}

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && (value as { name?: unknown }).name === 'Refused';

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export function fields(value: unknown, where: string): Fields {
  if (!isFields(value)) throw new Refused(`${where}: Input should be a valid dictionary`);
  return value;
}

export function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Refused(`${where}: Input should be a valid array`);
  return value;
}

export function text(value: unknown, where: string): string {
  if (value === undefined) throw new Refused(`${where}: Field required`);
  if (typeof value !== 'string') throw new Refused(`${where}: Input should be a valid string`);
  return value;
}

/** Refuses members that the service does not know. */
export function onlyFields(value: Fields, known: readonly string[], where: string): void {
  const extra = Object.keys(value).find((name) => !known.includes(name));
  if (extra !== undefined) throw new Refused(`${where === '' ? '' : `${where}.`}${extra}: Extra inputs are not permitted`);
}
