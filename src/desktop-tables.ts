// Who has tables in desktop.db, in the order in which they are made.
import { EGRESS } from './egress/schema.ts';
import { CHANGES } from './files/changes/schema.ts';
import { GRANTS } from './files/grants-schema.ts';
import type { TableOwner } from './ledger/desktop-db.ts';
import { LEDGER } from './ledger/schema.ts';

/** Beside the ledger, which opens the file. */
export const OTHER_OWNERS: readonly TableOwner[] = [GRANTS, CHANGES, EGRESS];
export const DESKTOP_OWNERS: readonly TableOwner[] = [LEDGER, ...OTHER_OWNERS];
