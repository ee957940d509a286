import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { openBrowser } from '../support/browser.ts'
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

async function workload(server: TestServer): Promise<void> {
  const ask = (question: string, use = 'default') =>
    server.post('/v1/answers', { question, cache: { use }, sources: ['web', 'documents', 'my_documents'] })
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
      await page.screenshot({ path: file('dashboard') })
      await browser.close()
    }
  }
}

const model = await startScriptedModel()
model.vendor.setScript(plainReply(ANSWER))
const server = await startTestServer(model.settings)
try {
  await mkdir(FOLDER, { recursive: true })
  for (const [title, text] of DOCUMENTS) await server.addText(title, text)
  await workload(server)
  await shoot(server)
} finally {
  await server.close()
  await model.close()
}
