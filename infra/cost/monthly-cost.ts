import { createCost, type Rate } from '../../shared/metrics/cost.ts'
import { PRICES, priceOf } from './prices.ts'
import { ASSUMED, STANDING, TABLE_UNITS, type Traffic } from './traffic.ts'

const DAYS = 30
const DAY_S = 86_400

/** US dollars a month by what they are for. */
export type MonthlyCost = {
  standing: number
  api: number
  firewall: number
  lambda: number
  tables: number
  objects: number
  logs: number
  out: number
  model: number
}

/** What a stage like prod costs in a month of 30 days, at list prices. `model`: with its price by the token. */
export function monthlyCost(traffic: Traffic, model: Rate): MonthlyCost {
  const { documents } = traffic
  const { questions, hits, followers, misses } = monthOf(traffic)
  const sandboxes = sandboxesOf(traffic)
  const { usd } = createCost([model])(model.alias, { ...traffic, reasoningTokens: 0 })
  return {
    standing:
      priceOf(PRICES.metric, STANDING.metrics) +
      priceOf(PRICES.alarmMetric, STANDING.alarmMetrics) +
      priceOf(PRICES.compositeAlarm, STANDING.compositeAlarms) +
      priceOf(PRICES.dashboard, STANDING.dashboards) +
      priceOf(PRICES.firewall, STANDING.firewalls) +
      priceOf(PRICES.firewallRule, STANDING.firewallRules) +
      priceOf(PRICES.queueRequest, ASSUMED.queueRequestsAMonth),
    api: priceOf(PRICES.apiRequest, questions),
    firewall: priceOf(PRICES.firewallRequest, questions),
    lambda:
      priceOf(PRICES.lambdaRequest, questions) +
      priceOf(PRICES.lambdaSecond, ASSUMED.streamGb * busySeconds(traffic) * DAYS),
    tables: tablesOf({ hits, followers, misses }, sandboxes * documents.count),
    objects:
      priceOf(PRICES.objectGb, documents.gb) +
      priceOf(PRICES.objectPut, documents.count) +
      priceOf(PRICES.objectGet, sandboxes * documents.count),
    logs: logsOf(questions, traffic.logDays),
    out: priceOf(PRICES.gbOut, questions * ASSUMED.gbOutAQuestion),
    model: misses * usd,
  }
}

export const totalOf = (cost: MonthlyCost): number => Object.values(cost).reduce((sum, usd) => sum + usd, 0)

/** Streams open at once on an average second; the busiest hour of a day has about three times as many. */
export const streamsAtOnce = (traffic: Traffic): number => busySeconds(traffic) / DAY_S

function monthOf({ questionsADay, hitRatio, coalescedRatio }: Traffic) {
  const questions = questionsADay * DAYS
  const [hits, followers] = [questions * hitRatio, questions * coalescedRatio]
  return { questions, hits, followers, misses: questions - hits - followers }
}

/** Seconds that functions work or wait for readers, in a day. */
function busySeconds({ questionsADay, hitRatio, answerS }: Traffic): number {
  return questionsADay * (hitRatio * ASSUMED.hitS + (1 - hitRatio) * answerS)
}

/** Started in a month; at least one is there. */
const sandboxesOf = (traffic: Traffic) =>
  Math.max(1, streamsAtOnce(traffic)) * ((DAYS * 24) / ASSUMED.sandboxHours)

function tablesOf(
  { hits, followers, misses }: { hits: number; followers: number; misses: number },
  documentsRead: number,
): number {
  const unitsOf = (kind: 'reads' | 'writes') =>
    hits * TABLE_UNITS.hit[kind] + followers * TABLE_UNITS.follower[kind] + misses * TABLE_UNITS.miss[kind]
  return (
    priceOf(PRICES.tableRead, unitsOf('reads') + documentsRead) +
    priceOf(PRICES.tableWrite, unitsOf('writes')) +
    priceOf(PRICES.tableGb, (misses / DAYS) * ASSUMED.daysKept * ASSUMED.gbKeptAMiss)
  )
}

function logsOf(questions: number, logDays: number): number {
  const gb = questions * ASSUMED.logGbAQuestion
  const first = Math.min(questions, ASSUMED.tracedASecond * DAYS * DAY_S)
  const traces = first + (questions - first) * ASSUMED.tracedOfOthers
  return (
    priceOf(PRICES.logGb, gb) +
    priceOf(PRICES.logGbKept, gb * (logDays / DAYS)) +
    priceOf(PRICES.trace, traces)
  )
}
