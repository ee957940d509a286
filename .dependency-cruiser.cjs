// The walls of docs/architecture.md: each layer imports only what stands left of it.
//   {lib, text, errors, names} <- {ports, api, config, metrics} <- {cache, callers} <- {answer, ingest} <- runtime <- functions
const leaf = '^shared/(lib/|text/|errors\\.ts$|names\\.ts$)'
const base = '^shared/(lib/|text/|errors\\.ts$|names\\.ts$|ports/|api/|config/|metrics/)'

/** A layer and all it may import of ours; packages are ruled separately. */
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(shared|functions|infra|test)/', pathNot: allowed },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    layer('leaf-imports-leaf', leaf, [leaf]),
    layer('base-imports-base', '^shared/(ports|api|config|metrics)/', [base]),
    layer('cache-does-not-know-the-flow', '^shared/cache/', [base, '^shared/cache/']),
    layer('callers-know-no-flow', '^shared/callers/', [base, '^shared/callers/']),
    layer('answer-knows-no-adapter', '^shared/answer/', [base, '^shared/(cache|callers|answer)/']),
    layer('ingest-knows-no-adapter', '^shared/ingest/', [base, '^shared/(cache|ingest)/']),
    layer('adapters-see-ports', '^shared/adapters/', [base, '^shared/adapters/']),
    {
      name: 'adapters-ignore-each-other',
      severity: 'error',
      from: { path: '^shared/adapters/([^/]+)/' },
      to: { path: '^shared/adapters/', pathNot: '^shared/adapters/$1/' },
    },
    {
      name: 'only-runtime-builds-adapters',
      severity: 'error',
      from: { path: '^(shared|functions|infra)/', pathNot: '^shared/(adapters|runtime)/' },
      to: { path: '^shared/adapters/' },
    },
    {
      name: 'http-is-handed-its-dependencies',
      severity: 'error',
      from: { path: '^functions/http/' },
      to: { path: '^(shared/(runtime|adapters|config)|functions/(local|lambda)|infra)/' },
    },
    layer('infra-sees-names', '^infra/', [
      '^infra/',
      '^shared/(names\\.ts|errors\\.ts|lib/strict-object\\.ts|metrics/definitions\\.ts|metrics/cost\\.ts|config/(models|access|env)\\.ts)$',
    ]),
    {
      name: 'vendors-stay-in-adapters',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/(adapters|runtime)/' },
      to: {
        path: 'node_modules/(@aws-sdk|@smithy|jose|hono|@hono|aws-cdk-lib|undici|node-sqlite3-wasm|dynalite)/',
      },
    },
    {
      name: 'vendors-of-models-are-loaded-when-configured',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/adapters/(bedrock|sagemaker)/' },
      to: { path: '^shared/adapters/(bedrock|sagemaker)/', dynamic: false },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(shared|functions|infra)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
