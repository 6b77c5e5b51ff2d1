// The real api with one part in the place of another, by the control's name.
import { runApi } from '../../../src/api/main.ts';
import { decisionsAsUpdates } from './by-update.ts';
import { brokenBy } from './names.ts';

await runApi(brokenBy(process.env) === 'decisions only by Update' ? { store: decisionsAsUpdates } : {});
