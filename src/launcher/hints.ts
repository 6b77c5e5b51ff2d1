// What a person who has just started the product may want to know next. Nothing when all is set.
import type { Config } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { createModelKeys } from '../secrets.ts';
import { serviceState } from './service/service.ts';

export function hints(config: Config, env: NodeJS.ProcessEnv): string[] {
  const hasKey = config.modelKeyFromEnv !== undefined || createModelKeys(pathsOf(config.home)).where() !== 'nowhere';
  return [
    ...(hasKey || config.baseUrl !== undefined
      ? []
      : ['No model key is set, so tasks wait for one: cowork config set model-key']),
    ...(serviceState(env) === 'absent' ? ['To start it at every login: cowork service install'] : []),
  ];
}
