// The contract of the task store: everything that src/store/port.ts promises, run against every database that implements it.
import { describe } from '@jest/globals';
import { approvalContract } from './contract/approvals.ts';
import { changeContract } from './contract/changes.ts';
import { childrenContract } from './contract/children.ts';
import type { MakeDatabase } from './contract/database.ts';
import { deletionContract } from './contract/deletion.ts';
import { eventContract } from './contract/events.ts';
import { folderContract } from './contract/folders.ts';
import { idempotencyContract } from './contract/idempotency.ts';
import { messageContract } from './contract/messages.ts';
import { networkContract } from './contract/network.ts';
import { queueContract } from './contract/queue.ts';
import { questionContract } from './contract/questions.ts';
import { requestContract } from './contract/requests.ts';
import { scheduleContract } from './contract/schedules.ts';
import { searchContract } from './contract/search.ts';
import { statusContract } from './contract/status.ts';
import { taskContract } from './contract/tasks.ts';
import { threadContract } from './contract/threads.ts';
import { transactionContract } from './contract/transactions.ts';
import { transcriptContract } from './contract/transcript.ts';
import { usageContract } from './contract/usage.ts';
import { viewContract } from './contract/view.ts';

export function taskStoreContract(name: string, make: MakeDatabase): void {
  describe(`the task store on ${name}`, () => {
    transactionContract(make);
    taskContract(make);
    statusContract(make);
    searchContract(make);
    eventContract(make);
    messageContract(make);
    transcriptContract(make);
    usageContract(make);
    approvalContract(make);
    questionContract(make);
    changeContract(make);
    requestContract(make);
    folderContract(make);
    scheduleContract(make);
    networkContract(make);
    idempotencyContract(make);
    deletionContract(make);
    viewContract(make);
    queueContract(make);
    childrenContract(make);
    threadContract(make);
  });
}
