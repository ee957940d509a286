import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { DONE, deltaEvent, usageEvent } from '../../support/scripted-openai-server.ts'

/**
 * A GPU endpoint with room for so many streams, each of the same length; more than that it refuses with 429. It
 * counts what it is offered, how busy it is, and the calls for each question.
 */
export async function startMeteredEndpoint(options: {
  room: number
  firstTokenMs: number
  tokens: number
  tokenMs: number
}) {
  const { room, firstTokenMs, tokens, tokenMs } = options
  const calls = new Map<string, number>()
  let running = 0
  let most = 0
  let refused = 0
  let busyMs = 0
  let changedAt = performance.now()
  const change = (by: number) => {
    const now = performance.now()
    busyMs += running * (now - changedAt)
    changedAt = now
    running += by
    most = Math.max(most, running)
  }

  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as { messages: { content: string }[] }
    const question = /Question: (.*)$/.exec(body.messages.at(-1)?.content ?? '')?.[1] ?? ''
    calls.set(question, (calls.get(question) ?? 0) + 1)
    if (running >= room) {
      refused += 1
      most = Math.max(most, running + 1)
      response.writeHead(429, { 'content-type': 'application/json' }).end('{"error":{"message":"busy"}}')
      return
    }
    change(1)
    let isOpen = true
    const close = () => {
      if (isOpen) change(-1)
      isOpen = false
    }
    // A client that leaves; a stream that is written to its end takes no more of the GPU from then on.
    response.on('close', close)
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    await after(firstTokenMs)
    for (let n = 0; n < tokens && isOpen; n += 1) {
      response.write(deltaEvent({ content: n === tokens - 1 ? 'board built it [1].' : 'The harbour ' }))
      await after(tokenMs)
    }
    close()
    response.end(deltaEvent({}, 'stop') + usageEvent(900, tokens) + DONE)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    /** From now on. */
    reset() {
      change(0)
      busyMs = 0
      most = running
      refused = 0
      calls.clear()
    },
    /** Since the last reset; `busy` is the share of its room that was in use. */
    read(sinceMs: number) {
      change(0)
      const made = [...calls.values()]
      return {
        most,
        refused,
        busy: busyMs / (sinceMs * room),
        calls: made.reduce((sum, each) => sum + each, 0),
        callsAQuestion: Math.max(0, ...made),
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type MeteredEndpoint = Awaited<ReturnType<typeof startMeteredEndpoint>>
