// The file reader: everything an agent may see of the files, through one walk that follows no link.
import { isCoworkError } from '../../contract/errors.ts';
import type { Places } from '../places.ts';
import type { FileReader } from '../port.ts';
import type { Sensitive } from '../sensitive.ts';
import { list } from './list.ts';
import { read } from './read.ts';
import { search } from './search.ts';
import { similar } from './similar.ts';

export function createReader(deps: { places: Places; sensitive: Pick<Sensitive, 'spec'> }): FileReader {
  const { places, sensitive } = deps;
  return {
    list: async (taskId, query) => list(await places.ofTask(taskId), query),
    read: async (taskId, query) => read(await places.ofTask(taskId), query),
    search: async (taskId, query) => search(await places.ofTask(taskId), sensitive.spec, query),
    async similar(taskId, path) {
      try {
        return similar(await places.ofTask(taskId), path);
      } catch (error) {
        // Suggestions decorate an error; they must not replace it.
        if (isCoworkError(error)) return [];
        throw error;
      }
    },
  };
}
