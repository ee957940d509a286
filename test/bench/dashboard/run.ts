import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { TYPICAL } from '../../../infra/cost/traffic.ts'
import { parseWeights } from '../../../shared/cache/semantic/model.ts'
import weights from '../../../shared/cache/semantic/weights.json' with { type: 'json' }
import { SEMANTIC_MAX_WRONG } from '../../../shared/config/env.ts'
import { createCost } from '../../../shared/metrics/cost.ts'
import type { CounterName } from '../../../shared/metrics/definitions.ts'
import { readable, synthStacks } from '../../support/synth-stack.ts'
import { runTrace } from '../support/trace-fleet.ts'
import { createTrace } from '../trace-generator.ts'
import { drawDashboard } from './draw-dashboard.ts'
import { type Counted, DashboardBody, onlyCounted } from './series.ts'

/** `npm run dashboard -- --data DIR`: the cache dashboard of the CDK app, drawn of what the trace bench counts. */

const FILE = 'docs/screenshots/cache-dashboard-on-aws.svg'
const DAY_S = 86_400
const [REQUESTS, SEED, LATENCY_MS] = [20_000, 7, 2_000]
/** DeepSeek-V3 by the token on Bedrock, and what a call takes of GPUs of one's own. */
const RATE = {
  alias: 'v3',
  price: { input_usd_per_mtok: 0.58, output_usd_per_mtok: 1.68 },
  gpu: { prefill_tokens_per_s: 8_000, decode_tokens_per_s: 60 },
}

/** What the fleet would have counted, had it happened. */
const NONE: CounterName[] = [
  ...(['stale', 'bypasses', 'takeovers', 'superseded_writes', 'semantic_wrong', 'semantic_shut'] as const),
  ...(['served_deep', 'served_extractive', 'served_stale', 'served_search_only'] as const),
]

/** What the fleet counts, and what each call is worth, its minutes stretched to a day. */
async function countTrace(data: string): Promise<Counted[]> {
  const trace = createTrace({ data, alpha: 1, coldBursts: false, requests: REQUESTS, seed: SEED })
  const stretch = DAY_S / (((trace.at(-1)?.at ?? 0) + LATENCY_MS) / 1_000)
  const call = createCost([RATE])('v3', { ...TYPICAL, reasoningTokens: 0 })
  const counted: Counted[] = NONE.map((name) => ({ name, at: 0, by: 0 }))
  const count = (name: string, atMs: number, by = 1) => {
    const at = (atMs / 1_000) * stretch
    counted.push({ name, at, by })
    const [, kind] = /^model_calls(_avoided)?$/.exec(name)
      ? [0, name === 'model_calls' ? 'used' : 'saved']
      : []
    if (kind === undefined) return
    counted.push({ name: `micro_usd_${kind}`, at, by: call.usd * 1e6 })
    counted.push({ name: `gpu_ms_${kind}`, at, by: call.gpu_seconds * 1e3 })
  }
  const semantic = {
    model: parseWeights(weights),
    maxWrong: SEMANTIC_MAX_WRONG / 100,
    isCompared: true,
  }
  await runTrace(trace, { latencyMs: LATENCY_MS, semantic, count })
  return counted.filter(({ at }) => at < DAY_S)
}

/** The body as CloudWatch gets it, but for the Region. */
function dashboardBody() {
  const { all } = synthStacks({ region: 'us-east-1' })
  const [cache] = Object.values(all('observability', 'AWS::CloudWatch::Dashboard'))
  return DashboardBody.parse(JSON.parse(readable(cache?.Properties['DashboardBody'])))
}

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) {
  console.error('Usage: npm run dashboard -- --data DIR, a folder that holds qqp.jsonl')
  process.exit(2)
}
const counted = await countTrace(values.data)
const { body, leftOut } = onlyCounted(dashboardBody(), counted, { seconds: DAY_S })
const svg = drawDashboard(body, counted, {
  title: 'Ingot: cache',
  note: `Drawn from its CDK definition and the trace bench: ${REQUESTS.toLocaleString('en')} requests to 20 instances, half an hour stretched to a day; ${TYPICAL.inputTokens} tokens in and ${TYPICAL.outputTokens} out a call, at DeepSeek-V3's price.`,
  seconds: DAY_S,
})
writeFileSync(FILE, svg)
console.log(`${FILE}: ${svg.length} bytes; nothing was counted for: ${leftOut.join(', ')}`)
