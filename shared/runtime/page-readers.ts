import { createCourtesy } from '../adapters/pages/courtesy/courtesy.ts'
import { createFetchRobots } from '../adapters/pages/courtesy/fetch-robots.ts'
import { createHostTurns } from '../adapters/pages/courtesy/host-turns.ts'
import { productToken } from '../adapters/pages/courtesy/parse-robots.ts'
import { createRobotsFiles } from '../adapters/pages/courtesy/robots-files.ts'
import { createPageReader } from '../adapters/pages/page-reader.ts'
import { createSiteReader } from '../adapters/pages/site/site-reader.ts'
import type { Settings } from '../config/env.ts'
import type { Clock } from '../ports/clock.ts'
import type { SiteReader } from '../ports/site-reader.ts'

/** A person waits for the answer: rather the snippet alone than a longer wait. */
const LONGEST_WAIT_MS = 2_000
const LONGEST_SITE_WAIT_MS = 600_000

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

/** Of a site for its pages: nobody waits, so it takes as long as the site asks for. */
export function createPoliteSiteReader(settings: Settings, clock: Clock): SiteReader {
  const { fetchAllow, userAgent, politeness } = settings
  const robots = createRobots(settings, clock)
  const turns = createHostTurns({ clock, perHost: politeness.perHost })
  const courtesy = createCourtesy({
    robots: politeness.robots.includes('sites') ? robots : null,
    turns,
    delayMs: politeness.siteDelayMs,
    longestWaitMs: LONGEST_SITE_WAIT_MS,
  })
  return createSiteReader({ fetchAllow, userAgent, robots, courtesy, turns })
}

/** The robots.txt of the hosts that the settings let through. */
const createRobots = ({ fetchAllow, userAgent }: Settings, clock: Clock) =>
  createRobotsFiles({
    fetchRobots: createFetchRobots({ fetchAllow, userAgent }),
    clock,
    agent: productToken(userAgent),
  })
