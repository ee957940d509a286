import type { createModelAccess, ModelAccess, Place } from '../answer/admission/model-access.ts'
import { startOnce } from '../lib/start-once.ts'

type Options = Parameters<typeof createModelAccess>[0]
type Asked = Parameters<ModelAccess['begin']>[0]

const IDLE = { state: 'available', running: 0, queued: 0, triedAgainAt: null } as const

/** A model's queue, breaker and retries, loaded by the first who wants to write: before, nobody waits there. */
export function loadModelAccess(options: Options): ModelAccess {
  let access: ModelAccess | undefined
  const load = startOnce(async () => {
    const { createModelAccess } = await import('../answer/admission/model-access.ts')
    access = createModelAccess(options)
    return access
  })
  return {
    begin: (asked) => access?.begin(asked) ?? placeWhenLoaded(load, asked),
    status: () => access?.status() ?? IDLE,
  }
}

function placeWhenLoaded(load: () => Promise<ModelAccess>, asked: Asked): Place {
  let place: Place | undefined
  let hasLeft = false
  const placed = load().then((access) => {
    place = access.begin(asked)
    if (hasLeft) place.leave()
    return place
  })
  // `wait` tells of it, if it is called.
  placed.catch(() => undefined)
  return {
    async *wait() {
      return yield* (await placed).wait()
    },
    succeeded: (usage) => place?.succeeded(usage),
    failed: async (error, options) => (await placed).failed(error, options),
    leave() {
      hasLeft = true
      place?.leave()
    },
  }
}
