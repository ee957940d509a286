import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { bundleFunctions } from '../../infra/constructs/function-code.ts'
import { parseAccess } from '../../shared/config/access.ts'
import { parseModels } from '../../shared/config/models.ts'
import { hasRuntimeClient, startLambda } from '../support/lambda-process.ts'
import { atMost, type BenchReport, benchReport, median } from './support/report.ts'

const RUNS = 21
const RATIO_AT_MOST = 3.2

/**
 * From the spawn of Node 24 with Lambda's runtime client until it asks for the first event: the deployed code of
 * `stream` and `api` over a Hono app that says hello, by turns. Milliseconds, medians; a sandbox's own creation and
 * the share of a processor that its memory buys are not in it.
 */
export async function benchColdStart(): Promise<BenchReport> {
  if (!hasRuntimeClient) throw new Error("Lambda's runtime client is not there: npm run lambda-runtime")
  const folder = await mkdtemp(path.join(tmpdir(), 'ingot-bench-start-'))
  try {
    const code = path.join(folder, 'code')
    const hello = path.join(folder, 'hello')
    await bundleFunctions(code, { models: parseModels({}), access: parseAccess({}) })
    await bundleHello(hello)
    return report(
      await measure({
        hello: { code: hello, handler: 'hello.handler' },
        stream: { code, handler: 'stream.handler' },
        api: { code, handler: 'api.handler' },
      }),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** In the same way as the functions, as far as there is anything to bundle. */
const bundleHello = (folder: string) =>
  build({
    entryPoints: [path.join(import.meta.dirname, 'support/hello.ts')],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outfile: path.join(folder, 'hello.mjs'),
    logLevel: 'error',
  })

type Name = 'hello' | 'stream' | 'api'
type Times = Record<Name, number>

async function measure(functions: Record<Name, { code: string; handler: string }>): Promise<Times[]> {
  const rounds: Times[] = []
  // One round more, which is not counted: files are read for the first time.
  for (let round = 0; round <= RUNS; round += 1) {
    const times: Times = { hello: 0, stream: 0, api: 0 }
    for (const name of ['hello', 'stream', 'api'] as const) {
      const started = await startLambda(functions[name])
      times[name] = started.startMs
      await started.kill()
    }
    if (round > 0) rounds.push(times)
  }
  return rounds
}

function report(rounds: readonly Times[]): BenchReport {
  const timesOf = (name: Name) => rounds.map((times) => times[name])
  const ratioOf = (name: Name) => median(timesOf(name)) / median(timesOf('hello'))
  const names = ['hello', 'stream', 'api'] as const
  return benchReport({
    columns: [`${rounds.length} starts, ms`, 'least', 'median', 'most', 'ratio'],
    rows: names.map((name) => [
      name,
      Math.round(Math.min(...timesOf(name))),
      Math.round(median(timesOf(name))),
      Math.round(Math.max(...timesOf(name))),
      ratioOf(name),
    ]),
    musts: (['stream', 'api'] as const).map((name) =>
      atMost(`start of ${name} over that of a Hono app that says hello`, RATIO_AT_MOST, ratioOf(name)),
    ),
    figures: {
      ratio_stream: ratioOf('stream'),
      ratio_api: ratioOf('api'),
      hello_ms: median(timesOf('hello')),
      stream_ms: median(timesOf('stream')),
      api_ms: median(timesOf('api')),
    },
  })
}
