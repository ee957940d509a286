import { IngotError } from '../../../errors.ts'
import type { createHostTurns, Leave } from './host-turns.ts'
import type { RobotsFiles } from './robots-files.ts'

/** How a host is asked: only for what it allows, not too much at once, not too fast. */
export interface Courtesy {
  /**
   * Resolves when the address may be asked for; what it resolves with is to be called when that is over. Throws
   * `page_refused_by_robots`, or `page_unavailable` when the turn would come too late.
   */
  enter(url: URL, options: { signal: AbortSignal }): Promise<Leave>
}

const refuse = (message: string, options: { retryable: boolean; cause?: unknown }) =>
  new IngotError('page_refused_by_robots', message, options)

export function createCourtesy(options: {
  /** null: robots.txt is not asked. */
  robots: RobotsFiles | null
  turns: ReturnType<typeof createHostTurns>
  /** Between two requests to a host, where its robots.txt does not ask for more. */
  delayMs: number
  longestWaitMs: number
}): Courtesy {
  const { robots, turns, delayMs, longestWaitMs } = options

  /** What the host asks for between two requests. Throws when it does not want this one. */
  async function delayAt(url: URL, signal: AbortSignal): Promise<number> {
    if (robots === null) return delayMs
    const answer = await robots.of(url, { signal })
    if (answer.kind === 'unreachable') {
      const message = `The robots.txt of ${url.host} cannot be read now, so nothing else is.`
      throw refuse(message, { retryable: true, cause: answer.error })
    }
    if (!answer.robots.allows(url.href)) {
      throw refuse(`The robots.txt of ${url.host} does not allow this address.`, { retryable: false })
    }
    return Math.max(delayMs, answer.robots.crawlDelayMs ?? 0)
  }

  return {
    async enter(url, { signal }) {
      const wantedMs = await delayAt(url, signal)
      const leave = await turns.enter(url.host, { delayMs: wantedMs, longestWaitMs, signal })
      if (leave !== null) return leave
      const message = `${url.host} asks for ${wantedMs / 1_000} s between two requests.`
      throw new IngotError('page_unavailable', message, { retryable: true })
    },
  }
}
