import { parseModels } from '../../shared/config/models.ts'
import type { Rate } from '../../shared/metrics/cost.ts'
import { type MonthlyCost, monthlyCost, streamsAtOnce, totalOf } from './monthly-cost.ts'
import { PRICES_LOOKED_UP, PRICES_REGION } from './prices.ts'
import { type Traffic, TYPICAL } from './traffic.ts'

const VOLUMES = [1_000, 100_000, 10_000_000]
const HIT_RATIOS = [0, 0.5, 0.8, 0.95]
const PRESETS = ['bedrock-nova-lite', 'bedrock-deepseek-v3', 'bedrock-deepseek-r1']

const COLUMNS: Record<keyof MonthlyCost, string> = {
  standing: 'standing',
  api: 'REST API',
  firewall: 'firewall',
  lambda: 'Lambda',
  tables: 'DynamoDB',
  objects: 'S3',
  logs: 'logs, traces',
  out: 'data out',
  model: 'model',
}

/** The model of a preset; without a price it is not one that costs by the token. */
export function rateOf(preset: string): Rate {
  const [entry] = parseModels({ models: [{ preset }] }).models
  if (!entry?.price) throw new Error(`${preset}: has no price by the token`)
  return entry
}

/** What docs/deploy.md says of cost: Markdown, without a heading. */
export function costTables(): string {
  const model = rateOf('bedrock-deepseek-v3')
  return [
    `US dollars a month of 30 days at list prices of ${PRICES_REGION} (looked up ${PRICES_LOOKED_UP}), without free tiers:`,
    `prod with its defaults, ${TYPICAL.hitRatio * 100} % hits, answers of ${TYPICAL.answerS} s with ${TYPICAL.inputTokens} tokens in and`,
    `${TYPICAL.outputTokens} out, written by \`${model.alias}\` on Bedrock.`,
    '',
    ...byPart(model),
    '',
    'The same in all, by hit ratio and model:',
    '',
    ...byHitRatio(),
    '',
    "Prices are read from stored copies of other people's pages, and of two of AWS's own; the links are in `infra/cost/prices.ts`.",
  ].join('\n')
}

/** A Markdown table of what each part costs. */
export function byPart(model: Rate, volumes: readonly Traffic[] = VOLUMES.map(typical)): string[] {
  const names = Object.keys(COLUMNS) as (keyof MonthlyCost)[]
  const rows = volumes.map((traffic) => {
    const cost = monthlyCost(traffic, model)
    const total = totalOf(cost)
    return [
      traffic.questionsADay.toLocaleString('en-US'),
      ...names.map((name) => money(cost[name])),
      `**${money(total)}**`,
      (total / (traffic.questionsADay * 30)).toFixed(5),
      streamsAtOnce(traffic).toFixed(1),
    ]
  })
  return table(['questions a day', ...Object.values(COLUMNS), 'total', 'a question', 'streams at once'], rows)
}

function byHitRatio(): string[] {
  const rows = VOLUMES.flatMap((questionsADay) =>
    PRESETS.map((preset) => {
      const model = rateOf(preset)
      const totals = HIT_RATIOS.map((hitRatio) =>
        totalOf(monthlyCost({ ...typical(questionsADay), hitRatio, coalescedRatio: 0 }, model)),
      )
      return [questionsADay.toLocaleString('en-US'), model.alias, ...totals.map(money)]
    }),
  )
  return table(['questions a day', 'model', ...HIT_RATIOS.map((ratio) => `${ratio * 100} % hits`)], rows)
}

const typical = (questionsADay: number): Traffic => ({ ...TYPICAL, questionsADay })

const money = (usd: number) =>
  usd.toLocaleString(
    'en-US',
    usd < 10 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 },
  )

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  )
