import type { AnswerIdentity } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'

/**
 * The question of a fill, from row 0 of the newest attempt that has one: a takeover may have died before its
 * own. Undefined where there is none, or not all of it: then only a caller's own request goes on with it.
 */
export async function requestOfFill<Event, Request>(
  { log, isWhole }: Pick<CacheDeps<Event, Request>, 'log' | 'isWhole'>,
  { scope, key, fill }: AnswerIdentity,
  newest: number,
): Promise<Request | undefined> {
  for (let fence = newest; fence >= fill; fence -= 1) {
    const [first] = await log.readRows({ scope, key, fence }, { after: -1 })
    if (first?.row.kind !== 'request') continue
    const request = first.row.request as Request
    return isWhole(request) ? request : undefined
  }
  return undefined
}
