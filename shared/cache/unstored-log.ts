import { randomUUID } from 'node:crypto'
import type { AnswerAddress, AnswerLog } from '../ports/answer-log.ts'
import type { Asked, CacheDeps, Order } from './cache-deps.ts'
import { runFill } from './run-fill.ts'

/** A log that takes everything and keeps nothing. */
const createUnstoredLog = <Event>(): AnswerLog<Event> => ({
  start: async () => ({ kind: 'started', fence: 1, fill: 1 }),
  takeOver: async () => ({ kind: 'refused' }),
  readLease: async () => undefined,
  renew: async () => 'renewed',
  renewReading: async () => undefined,
  release: async () => 'released',
  append: async () => 'appended',
  readRows: async () => [],
  materialise: async () => 'stored',
  readAnswer: async () => undefined,
  readApart: async () => new Map(),
  amend: async () => 'superseded',
  purge: async () => 'purged',
  rememberFailure: async () => undefined,
  readFailure: async () => undefined,
})

/** Where the fills of a key are found, in this process, that could not be stored. */
export const unstoredOf = ({ scope, key }: AnswerAddress): AnswerAddress => ({ scope, key: `${key}~0` })

/**
 * A fill whose log lives in this process alone: of what must not be stored, or cannot be. It is read while
 * it is written and then gone. `notStored`: readers are told, and others here may join them.
 */
export function fillUnstored<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { address, request }: Order<Request>,
  { state, notStored, startedBy }: { state: 'miss' | 'bypass'; notStored: boolean; startedBy: string },
): Asked<Event> {
  // Under a key of its own nobody takes it for the stored log, nor joins it unasked.
  const key = notStored ? unstoredOf(address).key : `${address.key}~${randomUUID().replaceAll('-', '')}`
  const before = deps.live.newestOf({ ...address, key })?.address.fence ?? 0
  const fill = Math.max(Math.floor(deps.clock.now() / 1_000), before + 1)
  const log = createUnstoredLog<Event>()
  const produce: typeof deps.produce = async function* (asked, context) {
    if (notStored) yield deps.rules.notStored()
    yield* deps.produce(asked, context)
  }
  const provenance = { record: async () => undefined, marks: async () => new Map() }
  const attempt = {
    ...{ address: { ...address, key, fence: fill }, fill, owner: deps.owner, startedBy },
    ...{ askedAt: deps.clock.now(), purgedUpTo: 0 },
  }
  const { done } = runFill({ ...deps, log, produce, provenance }, attempt, request)
  deps.running.add(done)
  void done.finally(() => deps.running.delete(done))
  const identity = { ...address, key, fill }
  return { state, source: { kind: 'log', identity, fence: fill }, isUnstored: true }
}
