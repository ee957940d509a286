import { DONE, deltaEvent, type ScriptedReply, usageEvent } from '../support/scripted-openai-server.ts'
import { ask, type Seen } from './support/ask.ts'
import { documentsAbout, type Fleet, startFleet } from './support/fleet.ts'
import { atMost, type BenchReport, benchReport, median } from './support/report.ts'

const FOLLOWERS = 20
const PROCESSES = 4
const WARM_UP = 2
/** 1.2 times the longest poll. */
const POLL_MS = 720
/** The model's first token after 300 ms, then after 3 s: by then followers elsewhere poll least often. */
const CASES = [
  { firstTokenMs: 300, rounds: 5 },
  { firstTokenMs: 3_000, rounds: 5 },
]

/**
 * First `synopsis-delta` of 20 followers, in the leader's process and in the three others of its store. All
 * times count from the leader's request, on one clock: the ratio is a follower's time over the leader's,
 * the lag is their difference in ms.
 */
export async function benchFollow(): Promise<BenchReport> {
  const fleet = await startFleet({ servers: PROCESSES })
  try {
    await fleet.addDocuments(documentsAbout('lighthouse', 3))
    const measured: Measured[] = []
    for (const { firstTokenMs, rounds } of CASES) {
      for (const where of ['same', 'other'] as const)
        measured.push(await measure(fleet, { where, firstTokenMs, rounds }))
    }
    return report(measured)
  } finally {
    await fleet.close()
  }
}

type Measured = {
  where: 'same' | 'other'
  firstTokenMs: number
  leaders: number[]
  ratios: number[]
  lags: number[]
}

let asked = 0

async function measure(
  fleet: Fleet,
  { where, firstTokenMs, rounds }: Pick<Measured, 'where' | 'firstTokenMs'> & { rounds: number },
): Promise<Measured> {
  const measured: Measured = { where, firstTokenMs, leaders: [], ratios: [], lags: [] }
  for (let round = -WARM_UP; round < rounds; round += 1) {
    asked += 1
    const body = {
      question: `Who built the lighthouse of district ${asked}?`,
      mode: 'fast',
      sources: ['documents'],
    }
    const startedAt = performance.now()
    const isLed = new Promise<void>((resolve) => {
      fleet.model.setScript(() => {
        resolve()
        return replyAfter(firstTokenMs)
      })
    })
    const [leader, ...followers] = await Promise.all(readers(fleet, body, { where, isLed }))
    if (leader?.state !== 'miss' || followers.some(({ state }) => state !== 'coalesced')) {
      throw new Error(`not one leader: ${[leader, ...followers].map((seen) => seen?.state).join(' ')}`)
    }
    if (round < 0) continue
    const leaderMs = leader.firstDeltaAt - startedAt
    measured.leaders.push(leaderMs)
    for (const { firstDeltaAt } of followers) {
      measured.ratios.push((firstDeltaAt - startedAt) / leaderMs)
      measured.lags.push(firstDeltaAt - leader.firstDeltaAt)
    }
  }
  return measured
}

/** Followers ask when the model has been called. */
function readers(
  fleet: Fleet,
  body: object,
  { where, isLed }: Pick<Measured, 'where'> & { isLed: Promise<void> },
): Promise<Seen>[] {
  const [first, ...others] = fleet.servers.map(({ address }) => address)
  if (first === undefined) throw new Error('no server')
  const followed = where === 'same' ? [first] : others
  const follow = async (index: number) => {
    await isLed
    return ask(followed[index % followed.length] ?? first, body, 'text/event-stream')
  }
  const followers = Array.from({ length: FOLLOWERS }, (_, index) => follow(index))
  return [ask(first, body, 'text/event-stream'), ...followers]
}

const replyAfter = (firstTokenMs: number): ScriptedReply => ({
  steps: [
    { delayMs: firstTokenMs },
    deltaEvent({ content: 'The harbour board ' }),
    { delayMs: 200 },
    deltaEvent({ content: 'built it [1].' }),
    deltaEvent({}, 'stop'),
    usageEvent(100, 20),
    DONE,
  ],
})

function report(measured: readonly Measured[]): BenchReport {
  const nameOf = ({ where, firstTokenMs }: Measured) =>
    `${where === 'same' ? 'in process' : 'other processes'}, first token ${firstTokenMs} ms`
  return benchReport({
    columns: ['case', 'leader ms', 'ratio', 'worst', 'lag ms', 'worst'],
    rows: measured.map((each) => [
      nameOf(each),
      Math.round(median(each.leaders)),
      median(each.ratios),
      Math.max(...each.ratios),
      Math.round(median(each.lags)),
      Math.round(Math.max(...each.lags)),
    ]),
    musts: measured.map((each) =>
      each.where === 'same'
        ? atMost(`${nameOf(each)}: worst follower over leader`, 1.25, Math.max(...each.ratios))
        : atMost(`${nameOf(each)}: worst follower after leader, ms`, POLL_MS, Math.max(...each.lags)),
    ),
    figures: Object.fromEntries(
      measured.flatMap((each) => {
        const key = `${each.where}_${each.firstTokenMs}`
        return [
          [`${key}_ratio_median`, median(each.ratios)],
          [`${key}_ratio_worst`, Math.max(...each.ratios)],
          [`${key}_lag_ms_median`, median(each.lags)],
          [`${key}_lag_ms_worst`, Math.max(...each.lags)],
        ]
      }),
    ),
  })
}
