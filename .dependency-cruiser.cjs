// Who may import whom (shared STYLE table; docs/DESIGN.md names the folders we added). Anything not listed is forbidden.
const ours = '^src/';
const allow = {
  contract: [],
  client: ['contract'],
  cli: ['contract', 'client'],
  web: ['contract', 'client'],
  workflows: ['contract'],
  tools: ['contract'],
  link: ['contract'],
  sqlite: ['contract'],
  disk: [],
  model: ['contract'],
  ledger: ['contract', 'sqlite'],
  files: ['contract', 'disk', 'sqlite', 'ledger'],
  store: ['contract', 'sqlite'],
  archive: ['contract', 'disk', 'sqlite', 'store'],
  egress: ['contract', 'disk', 'ledger'],
  sandbox: ['contract', 'disk', 'process'],
  process: [],
  desktop: ['contract'],
  schedules: ['contract'],
  activities: ['contract', 'tools', 'desktop', 'schedules'],
  api: ['contract', 'disk', 'schedules'],
};
/** Folders whose types (ports) a folder may know, without their code. */
const types = {
  workflows: ['activities'],
  tools: ['files', 'sandbox'],
  sandbox: ['files'],
  desktop: ['files', 'store', 'ledger'],
  schedules: ['store'],
  activities: ['files', 'sandbox', 'egress', 'store', 'ledger', 'model', 'link'],
  api: ['store', 'link', 'files'],
};

/** Composition roots inside a layer's folder: they build what their folder only knows by port. */
const ROOTS = { api: `${ours}api/main\\.ts$`, cli: `${ours}cli/main\\.ts$` };

const layer = (name) => ({
  name: `layer-${name}`,
  comment: `src/${name} may import only: ${[...allow[name], ...(types[name] ?? []).map((t) => `types of ${t}`)].join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `${ours}${name}/`, pathNot: ROOTS[name] },
  to: {
    path: ours,
    pathNot: [name, ...allow[name], ...(types[name] ?? []).filter(() => false)].map((n) => `${ours}${n}/`),
    ...(types[name] ? {} : {}),
  },
});

const runtimeLayers = Object.keys(allow).map((name) => {
  const rule = layer(name);
  if (!types[name]) return rule;
  // Everything beyond the allowed folders is forbidden, unless it is a type of an allowed port.
  return { ...rule, to: { ...rule.to, pathNot: [...rule.to.pathNot, ...types[name].map((n) => `${ours}${n}/`)] } };
});
const typeOnly = Object.entries(types).map(([name, ports]) => ({
  name: `ports-${name}`,
  comment: `src/${name} may know ${ports.join(', ')} by type only: the composition root passes the real ones in`,
  severity: 'error',
  from: { path: `${ours}${name}/`, pathNot: `${ours}api/main\\.ts$` },
  to: { path: ports.map((p) => `${ours}${p}/`), dependencyTypesNot: ['type-only'] },
}));

module.exports = {
  forbidden: [
    ...runtimeLayers,
    ...typeOnly,
    { name: 'no-cycles', severity: 'error', from: { path: ours }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'workflows-are-pure',
      comment: 'Workflow code is replayed: no Node builtin, no SDK but @temporalio/workflow and @temporalio/common',
      severity: 'error',
      from: { path: `${ours}(workflows|contract)/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-knows-only-zod',
      severity: 'error',
      from: { path: `${ours}contract/` },
      to: { path: 'node_modules', pathNot: 'node_modules/zod/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
