import { expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { IngotError } from '../../../shared/errors.ts'
import { scriptedDeps } from '../../support/scripted-answers.ts'

it('a call is answered although the store does not take which answer it began', async () => {
  const remembered: string[] = []
  const deps = scriptedDeps({
    openCalls: {
      remember: async (_, id) => {
        remembered.push(id)
        throw new IngotError('store_unavailable', 'Away.')
      },
      find: async () => undefined,
    },
  })
  const message = {
    ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
    params: { name: 'answer', arguments: { question: 'What causes the tides?' } },
  }
  const reply = await createApp(deps).request('/mcp', {
    method: 'POST',
    body: JSON.stringify(message),
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': 'a',
    },
  })
  const text = await reply.text()
  expect(remembered).toHaveLength(1)
  expect(text).toContain('"structuredContent"')
  expect(text).not.toContain('"isError":true')
  expect(deps.logged).toContainEqual(expect.objectContaining({ code: 'store_unavailable' }))
})
