import * as z from 'zod'

/** What keeps to robots.txt: pages that a search has found. Empty: nothing does. */
const HEEDING = ['answers'] as const

/** Settings by which sites are visited. */
export const PolitenessEnvironment = {
  INGOT_ROBOTS: z
    .string()
    .default(HEEDING.join(','))
    .transform((text) => text.split(',').map((item) => item.trim()))
    .transform((items) => items.filter((item) => item !== ''))
    .pipe(z.array(z.enum(HEEDING))),
  INGOT_HOST_CONCURRENCY: z.coerce.number().int().min(1).max(16).default(4),
}

export type Politeness = {
  /** What keeps to robots.txt. An address that a caller names is read without asking it. */
  robots: readonly (typeof HEEDING)[number][]
  /** Requests that a host has to answer at once. */
  perHost: number
}

type Read = { [Name in keyof typeof PolitenessEnvironment]: z.infer<(typeof PolitenessEnvironment)[Name]> }

export const readPoliteness = (env: Read): Politeness => ({
  robots: env.INGOT_ROBOTS,
  perHost: env.INGOT_HOST_CONCURRENCY,
})
