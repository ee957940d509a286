import type { AnswerAddress, SealedAnswer, Target } from '../ports/answer-log.ts'
import type { CacheDeps, Neighbour, Order } from './cache-deps.ts'
import { type CacheUse, isPlainlyFresh } from './judge.ts'

/** Response headers wait as long for the verdict; a later one is ignored. */
const VERDICT_WITHIN_MS = 150

/** The neighbour whose answer serves this caller, if that is known in time. Never throws. */
export async function lookUp<Event, Request>(
  deps: Pick<CacheDeps<Event, Request>, 'log' | 'clock' | 'neighbours'>,
  order: Order<Request>,
  { maxAgeS, reader }: Pick<CacheUse, 'maxAgeS'> & { reader: string },
): Promise<Neighbour<Event> | undefined> {
  const { log, clock, neighbours } = deps
  if (!neighbours) return undefined
  const find = async (): Promise<Neighbour<Event> | undefined> => {
    let answer: SealedAnswer<Event> | undefined
    const found = await neighbours.find(
      order,
      async (target) => {
        answer = await servable(log, target, order, { maxAgeS, now: clock.now() })
        return answer !== undefined
      },
      { reader },
    )
    return found && answer ? { ...found, answer } : undefined
  }
  return inTime(
    clock,
    find().catch(() => undefined),
  )
}

/** What is known in time for the response headers. */
export async function inTime<Known>(
  clock: Pick<CacheDeps<unknown, unknown>['clock'], 'sleep'>,
  known: Promise<Known | undefined>,
): Promise<Known | undefined> {
  const waiting = new AbortController()
  const tooLate = clock.sleep(VERDICT_WITHIN_MS, { signal: waiting.signal }).then(
    () => undefined,
    () => undefined,
  )
  try {
    return await Promise.race([known, tooLate])
  } finally {
    waiting.abort()
  }
}

/** From the store itself: a purge elsewhere is not heard of here. */
async function servable<Event, Request>(
  log: CacheDeps<Event, Request>['log'],
  target: Target,
  { collections }: Pick<Order<Request>, 'collections'>,
  when: { maxAgeS: number | null; now: number },
): Promise<SealedAnswer<Event> | undefined> {
  const address: AnswerAddress = { scope: target.scope, key: target.key }
  const stored = await log.readAnswer(address, { consistent: true })
  if (!stored || 'purged' in stored || stored.fence !== target.fence) return undefined
  return isPlainlyFresh(stored, collections, when) ? stored : undefined
}
