import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export type ServerProcess = { address: string; child: ChildProcess; kill(): Promise<void> }

/** `npm start` as a process of its own, which can be killed; resolves when it says that it listens. */
export const startServerProcess = (
  stateDir: string,
  environment: Record<string, string> = {},
): Promise<ServerProcess> => {
  const settings = {
    INGOT_STATE_DIR: stateDir,
    INGOT_PORT: '0',
    INGOT_LOG_LEVEL: 'silent',
    INGOT_WEB_SEARCH: '',
  }
  return startProcess('functions/local/server.ts', /listens on (http:\S+)/, { ...settings, ...environment })
}

/** `npm run store` as a process of its own. */
export const startStoreProcess = (stateDir: string): Promise<ServerProcess> =>
  startProcess('functions/local/store.ts', /store on (http:\S+)/, {
    INGOT_STATE_DIR: stateDir,
    INGOT_STORE_PORT: '0',
  })

/** `announced` finds the address in what the program says. */
async function startProcess(
  program: string,
  announced: RegExp,
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let complaint = ''
  child.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString()
  })
  const address = await Promise.race([
    (async () => {
      for await (const line of createInterface(child.stdout)) {
        const found = announced.exec(line)?.[1]
        if (found) return found
      }
      return undefined
    })(),
    exited.then(() => undefined),
  ])
  if (!address) throw new Error(`it did not start: ${complaint}`)
  return {
    address,
    child,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
