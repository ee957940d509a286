import { localBearer } from '../../../shared/callers/authenticate.ts'
import type { Settings } from '../../../shared/config/env.ts'
import { IngotError } from '../../../shared/errors.ts'
import { findOwner } from '../../../shared/runtime/state-folder.ts'
import { startServer } from '../start-server.ts'

/** The server that the command talks to over HTTP, joined or started. */
export type Connection = {
  address: string
  bearer: string
  /** Default: `fetch`. */
  send?: (request: Request) => Promise<Response>
  close(): Promise<void>
}

const STARTING_MS = 10_000
const LOOK_AGAIN_MS = 100

/** Joins the owner of the state folder (waits while it is starting), or starts a server of its own. */
export async function connect(settings: Settings): Promise<Connection> {
  for (let waited = 0; waited < STARTING_MS; waited += LOOK_AGAIN_MS) {
    const owner = await findOwner(settings.stateDir)
    if (!owner) return startServer({ ...settings, port: 0, logLevel: 'error' })
    if (owner.address !== null) return join({ ...owner, address: owner.address }, settings)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
  throw new IngotError('already_running', `${settings.stateDir} is in use by a process that does not answer`)
}

async function join(
  { address, claim = '' }: { address: string; claim: string | undefined },
  settings: Settings,
): Promise<Connection> {
  try {
    const response = await fetch(`${address}/health/live`, { signal: AbortSignal.timeout(STARTING_MS) })
    if (response.ok) return { address, bearer: localBearer(claim), close: async () => undefined }
  } catch (cause) {
    throw new IngotError(
      'already_running',
      `${settings.stateDir} belongs to ${address}, which does not answer`,
      { cause },
    )
  }
  throw new IngotError(
    'already_running',
    `${settings.stateDir} belongs to ${address}, which is no Ingot server`,
  )
}
