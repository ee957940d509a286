import { readSettings } from '../../shared/config/env.ts'
import { toIngotError } from '../../shared/errors.ts'
import { startStore } from '../../shared/runtime/start-store.ts'

try {
  const store = await startStore(readSettings())
  console.log(`Ingot store on ${store.endpoint} (data in ${store.directory})`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void store.close().then(() => process.exit(0)))
  }
} catch (thrown) {
  const error = toIngotError(thrown)
  console.error(error.code === 'internal' ? error.cause : error.message)
  process.exit(error.code === 'invalid_setting' ? 2 : 1)
}
