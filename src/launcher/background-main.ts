// The process behind `cowork start --detach`.
import { runInBackground } from './background.ts';
import { startCommand } from './start.ts';

await runInBackground(startCommand);
