import { createCourtesy } from '../adapters/pages/courtesy/courtesy.ts'
import { createFetchRobots } from '../adapters/pages/courtesy/fetch-robots.ts'
import { createHostTurns } from '../adapters/pages/courtesy/host-turns.ts'
import { productToken } from '../adapters/pages/courtesy/parse-robots.ts'
import { createRobotsFiles } from '../adapters/pages/courtesy/robots-files.ts'
import { createPageReader } from '../adapters/pages/page-reader.ts'
import type { Settings } from '../config/env.ts'
import type { Clock } from '../ports/clock.ts'

/** A person waits for the answer: rather the snippet alone than a longer wait. */
const LONGEST_WAIT_MS = 2_000

/** Of pages that a caller has named: no robots.txt is asked. */
export const createNamedReader = ({ fetchAllow, userAgent }: Settings) =>
  createPageReader({ fetchAllow, userAgent })

/** Of pages that a search has found: only what their hosts allow, and not too many at once. */
export function createFoundReader(settings: Settings, clock: Clock) {
  const { fetchAllow, userAgent, politeness } = settings
  const courtesy = createCourtesy({
    robots: politeness.robots.includes('answers') ? createRobots(settings, clock) : null,
    turns: createHostTurns({ clock, perHost: politeness.perHost }),
    delayMs: 0,
    longestWaitMs: LONGEST_WAIT_MS,
  })
  return createPageReader({ fetchAllow, userAgent, courtesy })
}

/** The robots.txt of the hosts that the settings let through. */
const createRobots = ({ fetchAllow, userAgent }: Settings, clock: Clock) =>
  createRobotsFiles({
    fetchRobots: createFetchRobots({ fetchAllow, userAgent }),
    clock,
    agent: productToken(userAgent),
  })
