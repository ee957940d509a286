import { type AddressInfo, createServer } from 'node:net'
import { startScriptedOpenAiServer } from '../../support/scripted-openai-server.ts'
import { describeFaults } from './describe-faults.ts'
import { GOOD, OPENAI_FAULTS } from './openai-faults.ts'
import { fails, WELL } from './outcome.ts'

const HEADERS = ' 200 OK\r\ncontent-type: text/event-stream\r\n'

/** Faults that no scripted reply can play. */
const CONNECTION_FAULTS = [
  { name: 'reset-behind-the-headers', outcome: fails('model_unavailable') },
  { name: 'http-1.0-that-just-closes', outcome: WELL },
  { name: 'nobody-listens', outcome: fails('model_unavailable') },
  { name: 'hung-up-on', outcome: fails('model_unavailable') },
]

describeFaults('openai-compatible', [...OPENAI_FAULTS, ...CONNECTION_FAULTS], async () => {
  const vendor = await startScriptedOpenAiServer(({ path }) => {
    const name = path.split('/')[1]
    return OPENAI_FAULTS.find((fault) => fault.name === name)!.reply
  })
  const hangsUp = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await new Promise((resolve) => hangsUp.once('listening', resolve))
  const { port } = hangsUp.address() as AddressInfo
  const raw = createServer((socket) => {
    socket.once('data', (request) => {
      const isWhole = String(request).includes('/http-1.0')
      if (isWhole) socket.end(`HTTP/1.0${HEADERS}\r\n${GOOD.join('')}`)
      else
        socket.write(`HTTP/1.1${HEADERS}transfer-encoding: chunked\r\n\r\n`, () => socket.resetAndDestroy())
    })
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => raw.once('listening', resolve))
  const { port: rawPort } = raw.address() as AddressInfo
  const elsewhere: Record<string, string> = {
    'nobody-listens': 'http://127.0.0.1:1/v1',
    'reset-behind-the-headers': `http://127.0.0.1:${rawPort}/v1`,
    'http-1.0-that-just-closes': `http://127.0.0.1:${rawPort}/http-1.0`,
    'hung-up-on': `http://127.0.0.1:${port}/v1`,
  }
  return {
    entryOf: (name) => ({
      adapter: 'openai-compatible',
      model: name,
      base_url: elsewhere[name] ?? vendor.baseUrl.replace('/v1', `/${name}/v1`),
    }),
    async close() {
      hangsUp.close()
      raw.close()
      await vendor.close()
    },
  }
})
