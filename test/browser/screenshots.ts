import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createDynamoCounters } from '../../shared/adapters/dynamodb/counters.ts'
import { FRESHNESS_CLASSES } from '../../shared/metrics/definitions.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { openBrowser } from '../support/browser.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** `npm run screenshots`: both pages, phone and desktop, light and dark, into docs/screenshots. */

const FOLDER = path.join(import.meta.dirname, '../../docs/screenshots')
const QUESTION = 'Who built the lighthouse of Skarv, and when?'
const DOCUMENTS = [
  [
    'The lighthouse of Skarv',
    'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm. The granite tower stands 42 metres above the sea. Keepers lived on the island until 1974, when the lamp was made automatic.',
  ],
  [
    'Harbour log, November 1887',
    'On 3 November 1887 the lamp of Skarv was lit for the first time. Ada Holm rowed out with the harbour master to see it. The light was seen from 19 nautical miles.',
  ],
  [
    'Engineers of the north coast',
    'Ada Holm built five lighthouses along the north coast between 1879 and 1896. Skarv was her third, and the first with a lens made in Bergen.',
  ],
] as const
const ANSWER = [
  'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm [1].\n\n',
  '- The lamp was lit for the first time on 3 November 1887 [3].\n',
  '- The granite tower stands 42 metres above the sea [1].\n',
  '- Keepers lived on the island until 1984 [1].',
]
const OTHERS = ['How high is the tower of Skarv?', 'What did Ada Holm build?', 'Where was the lens made?']

const SHAPES = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desktop', width: 1280, height: 800 },
] as const

const WEB_QUESTIONS = [
  ['Why does the sea have tides?', 7],
  ['What is a Fresnel lens?', 4],
  ['How far can a lighthouse be seen?', 2],
] as const
/** The web knows nothing of Skarv, so that the demo's picture shows the documents. */
const search: WebSearch = {
  name: 'scripted',
  search: async ({ query }) => (/Skarv|Holm|lens made/.test(query) ? [] : [LIGHTS]),
}
const LIGHTS = {
  ...{ url: 'https://lights.example/', title: 'Of lights and tides', text: null },
  snippet: 'The Moon causes the tides, and a Fresnel lens makes a lighthouse be seen from far.',
  ...{ published: '2026-03-20', language: 'en' },
}

const HOUR_MS = 3_600_000
/** Readers of the hours before this one, the last one last: a night, a morning, a busy day. */
const READERS = [
  58, 41, 30, 22, 14, 9, 7, 6, 9, 18, 35, 62, 88, 97, 104, 120, 131, 118, 125, 139, 127, 110, 96,
]

/** What a day of readers would have left in the store. */
async function countDay(store: TestStore): Promise<void> {
  const counters = createDynamoCounters({ client: store.client })
  const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  for (const [at, readers] of READERS.entries()) {
    const of = (share: number) => Math.round(readers * share)
    const [hits, stale, coalesced, bypasses] = [of(0.5 + at / 100), of(0.04), of(0.09), of(0.02)]
    const served = hits + stale + coalesced
    await counters.add({
      hour: thisHour - (READERS.length - at) * HOUR_MS,
      freshness: FRESHNESS_CLASSES[at % 4] ?? 'news',
      counts: {
        ...{ hits, stale, coalesced, bypasses, misses: readers - served - bypasses },
        ...{ fills: readers - served, model_calls: readers - served, model_calls_avoided: served },
        ...{ tokens_saved: served * 2_400, gpu_ms_saved: served * 2_100, micro_usd_saved: served * 4_300 },
        micro_usd_used: (readers - served) * 4_300,
        ...{
          served_deep: of(0.3),
          served_fast: of(0.62),
          served_extractive: of(0.06),
          served_stale: of(0.02),
        },
        ...{ retrieval_hits: of(0.1), retrieval_misses: of(0.2), page_hits: of(0.4), page_misses: of(0.6) },
        ...{
          synopsis_hits: of(0.3),
          synopsis_misses: of(0.5),
          semantic_hits: of(0.05),
          semantic_misses: of(0.2),
          semantic_right: of(0.8),
          semantic_wrong: at === 9 ? 1 : 0,
        },
        ...{ first_byte_le_25: of(0.9), first_byte_le_50: of(0.1) },
        ...{ first_delta_le_50: of(0.6), first_delta_le_800: of(0.3), first_delta_le_3200: of(0.1) },
        ...{ total_le_100: of(0.6), total_le_6400: of(0.3), total_le_12800: of(0.1) },
      },
    })
  }
}

async function workload(server: TestServer): Promise<void> {
  const ask = (question: string, use = 'default', sources = ['web', 'documents', 'my_documents']) =>
    server.post('/v1/answers', { question, cache: { use }, sources })
  for (const [question, readers] of WEB_QUESTIONS) {
    for (let reader = 0; reader <= readers; reader++) {
      await (await ask(question, 'default', ['web'])).text()
      await server.settled()
    }
  }
  for (const question of OTHERS) {
    // At once, so that most of them join the first; then again, from the cache.
    for (const readers of [4, 9]) {
      const replies = await Promise.all(Array.from({ length: readers }, () => ask(question)))
      await Promise.all(replies.map((reply) => reply.text()))
      await server.settled()
    }
  }
  await (await ask(OTHERS[0] ?? '', 'bypass')).text()
}

async function shoot(server: TestServer): Promise<void> {
  for (const dark of [false, true]) {
    for (const { name, width, height } of SHAPES) {
      const file = (what: string) => path.join(FOLDER, `${what}-${name}-${dark ? 'dark' : 'light'}.png`)
      const browser = await openBrowser({ width, height, dark })
      const { page } = browser
      await page.goto(server.address)
      await page.locator('#question').fill(QUESTION)
      await page.locator('#send').click()
      await page.locator('.phase[data-state="done"]').waitFor()
      await page.screenshot({ path: file('demo') })
      await page.goto(`${server.address}/dashboard`)
      await page.locator('.tile').first().waitFor()
      await page.screenshot({ path: file('dashboard'), fullPage: name === 'desktop' })
      await browser.close()
    }
  }
}

const model = await startScriptedModel()
model.vendor.setScript(plainReply(ANSWER))
const store = await startTestStore()
const server = await startTestServer(
  { ...model.settings, dynamodbEndpoint: store.endpoint, semanticMaxWrong: 0.005 },
  { webSearches: [search] },
)
try {
  await mkdir(FOLDER, { recursive: true })
  for (const [title, text] of DOCUMENTS) await server.addText(title, text)
  await countDay(store)
  await workload(server)
  await shoot(server)
} finally {
  await server.close()
  await store.close()
  await model.close()
}
