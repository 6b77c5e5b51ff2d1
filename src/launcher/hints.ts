// What a person who has just started the product may want to know next. Nothing when all is set.
import type { Config } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { createModelKeys } from '../secrets.ts';
import { serviceState } from './service/service.ts';

export async function hints(config: Config): Promise<string[]> {
  const lines: string[] = [];
  const key = config.modelKeyFromEnv ?? (await createModelKeys(pathsOf(config.home)).read());
  if (key === undefined && config.baseUrl === undefined)
    lines.push('No model key is set, so tasks wait for one: cowork config set model-key');
  if (serviceState() === 'absent') lines.push('To start it at every login: cowork service install');
  return lines;
}
