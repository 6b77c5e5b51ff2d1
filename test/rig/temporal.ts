// A real Temporal server for one test file, found the way the product finds its own.
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findTemporalCli } from '../../src/launcher/temporal-cli/find.ts';

export interface TestTemporal {
  readonly address: string;
  readonly environment: TestWorkflowEnvironment;
  stop(): Promise<void>;
}

/** In memory, with the product's dynamic settings; `more` are further `key=value` ones. */
export async function startTemporal(more: readonly string[] = []): Promise<TestTemporal> {
  const { path } = await findTemporalCli({
    explicit: process.env['COWORK_TEMPORAL_CLI'],
    env: process.env,
    onProgress: () => undefined,
  });
  const values = ['history.transferProcessorMaxPollRPS=100', ...more];
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: values.flatMap((value) => ['--dynamic-config-value', value]),
    },
  });
  return { address: environment.address, environment, stop: () => environment.teardown() };
}
