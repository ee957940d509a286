import * as z from 'zod'

/** What keeps to robots.txt: pages read for answers, sites taken in. */
const HEEDING = ['answers', 'sites'] as const

/** Settings by which sites are visited. */
export const PolitenessEnvironment = {
  INGOT_ROBOTS: z
    .string()
    .default(HEEDING.join(','))
    .transform((text) => text.split(',').map((item) => item.trim()))
    .transform((items) => items.filter((item) => item !== ''))
    .pipe(z.array(z.enum(HEEDING))),
  INGOT_HOST_CONCURRENCY: z.coerce.number().int().min(1).max(16).default(4),
  INGOT_CRAWL_DELAY_MS: z.coerce.number().int().min(0).max(60_000).default(500),
}

export type Politeness = {
  /** What keeps to robots.txt. An address that a caller names is read without asking it. */
  robots: readonly (typeof HEEDING)[number][]
  /** Requests that a host has to answer at once. */
  perHost: number
  /** Between two requests to a host while a site is taken in; more where its robots.txt asks for it. */
  crawlDelayMs: number
}

type Read = { [Name in keyof typeof PolitenessEnvironment]: z.infer<(typeof PolitenessEnvironment)[Name]> }

export const readPoliteness = (env: Read): Politeness => ({
  robots: env.INGOT_ROBOTS,
  perHost: env.INGOT_HOST_CONCURRENCY,
  crawlDelayMs: env.INGOT_CRAWL_DELAY_MS,
})
