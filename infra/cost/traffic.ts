import { COUNTERS, LATENCIES } from '../../shared/metrics/definitions.ts'

/** What is asked, and what an answer takes. */
export type Traffic = {
  questionsADay: number
  /** Share of the questions that are answered from a copy. */
  hitRatio: number
  /** Share that reads an answer while somebody else's question is having it written. */
  coalescedRatio: number
  /** From the question to the end of an answer that is written. */
  answerS: number
  inputTokens: number
  /** With the reasoning, as vendors count them. */
  outputTokens: number
  documents: { count: number; gb: number }
  /** How long logs are kept, as `logDays` of the settings. */
  logDays: number
}

/**
 * Ratios of `npm run bench -- trace` (20,000 questions as people send them: 78 to 83 % exact hits, 0.5 to 1 %
 * coalesced); the answer is the one of `npm run bench -- units`, with a prompt of six passages.
 */
export const TYPICAL: Traffic = {
  questionsADay: 100_000,
  hitRatio: 0.8,
  coalescedRatio: 0.01,
  answerS: 10,
  inputTokens: 3_000,
  outputTokens: 400,
  documents: { count: 1_000, gb: 0.1 },
  logDays: 90,
}

/**
 * DynamoDB request units, counted on 2026-11-30 by `npm run bench -- units`, which fails when it counts a tenth
 * more. A sandbox of Lambda writes its ledger before it is frozen, so a hit has five writes.
 */
export const TABLE_UNITS = {
  hit: { reads: 0.5, writes: 5 },
  miss: { reads: 22.5, writes: 116 },
  follower: { reads: 71, writes: 8 },
} as const

/** What stands and costs without a question. A test counts them in the template of prod. */
export const STANDING = {
  metrics: Object.keys(COUNTERS).length + Object.keys(LATENCIES).length,
  alarmMetrics: 42,
  compositeAlarms: 1,
  dashboards: 2,
  firewalls: 1,
  firewallRules: 4,
} as const

/** Not measured on AWS: we have no account. */
export const ASSUMED = {
  /** As `AppFunction` gives it to the function Stream. */
  streamGb: 0.5,
  /** A hit with its reads and writes of the tables. */
  hitS: 0.1,
  /** Copies of an answer, its search, pages and synopses, in the table until they expire. */
  gbKeptAMiss: 30_000 / 1e9,
  daysKept: 28,
  /** Lines of the app (request, metrics), of Lambda (start, report) and of the REST API for a question. */
  logGbAQuestion: 3_000 / 1e9,
  /** A streamed answer with sources, synopses and citations. */
  gbOutAQuestion: 15_000 / 1e9,
  /** A sandbox lives so long; a new one reads all documents to build its index. */
  sandboxHours: 2,
  /** Requests of the five pollers that Lambda keeps at each of two queues, each waiting 20 s. */
  queueRequestsAMonth: 2 * 5 * 3 * 60 * 24 * 30,
  /** X-Ray records one request a second and a twentieth of the others. */
  tracedASecond: 1,
  tracedOfOthers: 0.05,
} as const
