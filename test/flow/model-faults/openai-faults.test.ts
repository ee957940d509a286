import { type AddressInfo, createServer } from 'node:net'
import { startScriptedOpenAiServer } from '../../support/scripted-openai-server.ts'
import { describeFaults } from './describe-faults.ts'
import { OPENAI_FAULTS } from './openai-faults.ts'
import { fails } from './outcome.ts'

/** The two faults that no scripted reply can play. */
const CONNECTION_FAULTS = [
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
  const elsewhere: Record<string, string> = {
    'nobody-listens': 'http://127.0.0.1:1/v1',
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
      await vendor.close()
    },
  }
})
