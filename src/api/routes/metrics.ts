// GET /metrics: figures for Prometheus, in its text format.
import { TaskStatus } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';

export const metricsRoutes = ({ store, hub, engine, link, version }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/metrics',
    root: true,
    summary: 'Figures in the Prometheus text format.',
    answers: { 200: { text: 'Figures', type: 'text/plain' } },
    async handle() {
      const counts = await store.countTasks();
      const { subscribers, lagMs } = hub.figures();
      const memory = process.memoryUsage();
      const text = [
        metric('cowork_info', 'gauge', 'Version of the api', [[`{version="${version}"}`, 1]]),
        metric(
          'cowork_tasks',
          'gauge',
          'Tasks by status',
          TaskStatus.options.map((status) => [`{status="${status}"}`, counts[status] ?? 0]),
        ),
        metric('cowork_event_lag_seconds', 'gauge', 'From an event in the log to its reader, last seen', [['', lagMs / 1000]]),
        metric('cowork_event_readers', 'gauge', 'Open event streams', [['', subscribers]]),
        metric('cowork_outbox_rows', 'gauge', 'Orders that the engine has not taken yet (counted up to 1000)', [
          ['', (await store.outbox(1000)).length],
        ]),
        metric('cowork_engine_up', 'gauge', 'The engine answers', [['', Number(await engine.ready())]]),
        metric('cowork_worker_up', 'gauge', 'The worker takes tasks', [['', Number(link.serving)]]),
        metric('process_resident_memory_bytes', 'gauge', 'Memory of the api', [['', memory.rss]]),
        metric('process_heap_bytes', 'gauge', 'Heap in use by the api', [['', memory.heapUsed]]),
        metric('process_uptime_seconds', 'gauge', 'Age of the api', [['', Math.round(process.uptime())]]),
      ].join('');
      return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
    },
  }),
];

function metric(name: string, type: string, help: string, samples: readonly (readonly [string, number])[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map(([labels, value]) => `${name}${labels} ${value}\n`).join('')}`;
}
