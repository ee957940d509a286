import { readSettings } from '../../shared/config/env.ts'
import { toIngotError } from '../../shared/errors.ts'
import { startServer } from './start-server.ts'

try {
  const settings = readSettings()
  const server = await startServer(settings)
  const authentication = settings.auth.includes('none')
    ? 'no authentication: everybody on this machine is user "local"'
    : `authentication: ${settings.auth.join(', ')}`
  console.log(`Ingot listens on ${server.address} (${authentication})`)
  console.log(`API reference: ${server.address}/docs   state: ${settings.stateDir}`)
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130)
      stopping = true
      void server.close().then(() => process.exit(0))
    })
  }
} catch (thrown) {
  const error = toIngotError(thrown)
  console.error(error.code === 'internal' ? error.cause : error.message)
  process.exit(2)
}
