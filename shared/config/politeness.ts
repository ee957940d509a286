import * as z from 'zod'

/** What keeps to robots.txt: pages that a search has found, and sites that are ingested. Empty: nothing does. */
const HEEDING = ['answers', 'sites'] as const

/** Settings by which sites are visited. */
export const PolitenessEnvironment = {
  INGOT_ROBOTS: z
    .string()
    .default(HEEDING.join(','))
    .transform((text) => text.split(',').map((item) => item.trim()))
    .transform((items) => items.filter((item) => item !== ''))
    .pipe(z.array(z.enum(HEEDING))),
  INGOT_SITE_DELAY_MS: z.coerce.number().int().min(0).max(60_000).default(250),
  INGOT_HOST_CONCURRENCY: z.coerce.number().int().min(1).max(16).default(4),
}

export type Politeness = {
  /** What keeps to robots.txt. An address that a caller names is read without asking it. */
  robots: readonly (typeof HEEDING)[number][]
  /** Requests that a host has to answer at once. */
  perHost: number
  /** Between two requests to a site that is ingested, where its robots.txt does not ask for more. */
  siteDelayMs: number
}

type Read = { [Name in keyof typeof PolitenessEnvironment]: z.infer<(typeof PolitenessEnvironment)[Name]> }

export const readPoliteness = (env: Read): Politeness => ({
  robots: env.INGOT_ROBOTS,
  perHost: env.INGOT_HOST_CONCURRENCY,
  siteDelayMs: env.INGOT_SITE_DELAY_MS,
})
