import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Settings } from '../../shared/config/env.ts'
import { DOCUMENTS } from './fixtures.ts'
import { startScriptedOpenAiServer } from './scripted-openai-server.ts'
import { startTestServer } from './test-server.ts'

/** What the extractive writer answers from the documents of the tests. */
export const BUILT = {
  question: 'When was the lighthouse of Skarv built?',
  sentence: 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm [1].',
} as const

/** A started server with documents and an embedding model, for the clients that others have written. */
export async function startClientsServer(
  overrides: Partial<Settings> = {},
  options: Parameters<typeof startTestServer>[1] = {},
) {
  const vectors = await startScriptedOpenAiServer()
  const stateDir = await mkdtemp(path.join(tmpdir(), 'ingot-clients-'))
  const modelsFile = path.join(stateDir, 'models.json')
  const entry = { adapter: 'openai-compatible', model: 'words-1', base_url: vectors.baseUrl, dimensions: 2 }
  await writeFile(modelsFile, JSON.stringify({ models: [], embeddings: [{ alias: 'words', ...entry }] }))
  const server = await startTestServer({ modelsFile, ...overrides, stateDir }, options)
  for (const { title, text } of Object.values(DOCUMENTS)) await server.addText(title, text)
  return {
    ...server,
    vectors,
    async close() {
      await server.close()
      await vectors.close()
    },
  }
}
export type ClientsServer = Awaited<ReturnType<typeof startClientsServer>>
