import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { quietSdkVersionWarning, type Settings } from '../../shared/config/env.ts'
import { IngotError } from '../../shared/errors.ts'
import { type LocalRuntime, startLocalRuntime } from '../../shared/runtime/local.ts'
import { createApp } from '../http/app.ts'
import { docsAssets } from './docs-assets.ts'
import { createLog } from './log.ts'
import { VERSION } from './version.ts'
import { webAssets } from './web-assets.ts'

export type LocalServer = {
  address: string
  /** By which this machine's own commands are known. */
  bearer: string
  runtime: LocalRuntime
  close(): Promise<void>
}

/** Runtime, app and HTTP server of this machine; resolves when it listens. */
export async function startServer(
  settings: Settings,
  options: Parameters<typeof startLocalRuntime>[1] = {},
): Promise<LocalServer> {
  quietSdkVersionWarning()
  const log = createLog(settings.logLevel)
  const report = ({ code, cause }: IngotError) =>
    log({
      level: 'warn',
      event: 'fill-failed',
      code,
      cause: cause instanceof Error ? cause.name : typeof cause,
    })
  const runtime = await startLocalRuntime(settings, { report, ...options })
  const app = createApp({
    ...runtime,
    guardLoopback: settings.auth.includes('none'),
    corsOrigins: settings.corsOrigins,
    compress: true,
    version: VERSION,
    bodyLimitBytes: settings.bodyLimitBytes,
    assets: async (name) => (await docsAssets(name)) ?? webAssets(name),
    log,
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(settings.port, settings.host, resolve)
    })
  } catch (cause) {
    await runtime.close()
    const where = `${settings.host}:${settings.port}`
    throw new IngotError(
      'invalid_setting',
      `INGOT_PORT: cannot listen on ${where}; is another program there?`,
      { cause },
    )
  }
  const { port } = server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const address = `http://${host}:${port}`
  await runtime.announce(address)
  return {
    address,
    bearer: runtime.bearer,
    runtime,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
      await runtime.close()
    },
  }
}
