// Run as a process: lets the Temporal SDK download its CLI into a folder, proving on the way that the server starts.
// Arguments: folder, version.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [, , folder, version] = process.argv;
if (folder === undefined || version === undefined) throw new Error('arguments: folder, version');
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: folder, version } },
  });
  await environment.teardown();
} catch (error) {
  process.stderr.write(Error.isError(error) ? error.message : String(error));
  process.exit(1);
}
