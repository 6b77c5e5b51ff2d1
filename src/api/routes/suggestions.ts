// GET /folders/suggestions: what there is much of in the folders that tasks may use. The page makes sentences of it.
import { FolderSuggestion } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { foldersOf } from '../folder-view.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

/** More folders are not looked at, so that the answer comes in about a second also when each look is cut off. */
const MOST_FOLDERS = 5;
const MOST = 6;

export const suggestionRoutes = ({ store, files }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/folders/suggestions',
    summary: 'Kinds of files that there are many of in standing folders and those of open tasks, by a short look at names.',
    answers: { 200: { text: 'The clearest first; none where nothing fits', schema: listOf(FolderSuggestion) } },
    async handle() {
      const folders = (await foldersOf(store)).slice(0, MOST_FOLDERS);
      const found: FolderSuggestion[] = [];
      for (const { path } of folders) {
        // A folder that is gone or away has nothing to suggest.
        const kinds = await files.kindsIn(path).catch(() => []);
        found.push(...kinds.map((kind) => ({ path, ...kind })));
      }
      return json({ status: 200, body: { items: found.slice(0, MOST) } });
    },
  }),
];
