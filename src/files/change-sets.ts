// Change sets: everything that a tool call does to files, previewed, decided once, journaled, applied, undoable as one.
import type { OpenLedger } from '../ledger/open-ledger.ts';
import { CoworkError } from '../contract/errors.ts';
import type { Faults } from './changes/faults.ts';
import type { Places } from './places.ts';
import type { ChangeSets } from './port.ts';
import type { Sensitive } from './sensitive.ts';

export interface ChangeSetDeps {
  /** COWORK_HOME: `files/kept` below it holds staged content and pre-images of folders on the same volume. */
  readonly home: string;
  /** Opened with `owners: [CHANGES, …]` (src/files/changes/schema.ts). */
  readonly ledger: Pick<OpenLedger, 'db' | 'receiptIn' | 'receiptOf'>;
  readonly places: Places;
  readonly sensitive: Pick<Sensitive, 'below'>;
  /** Host path of the folder for deliveries of this task; it is made when first needed. */
  readonly deliverRoot: (taskId: string) => Promise<string>;
  readonly now?: () => Date;
  readonly faults?: Faults;
}

export function createChangeSets(_deps: ChangeSetDeps): ChangeSets {
  throw new CoworkError('not_available', 'change sets are being built');
}
