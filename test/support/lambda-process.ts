import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { Prelude } from '../../functions/lambda/stream-handler.ts'
import { startRuntimeApi } from './runtime-api.ts'

const CLIENT = path.join(import.meta.dirname, '../runtime/client/node_modules/aws-lambda-ric/index.mjs')

/** Lambda's own runtime interface client is there: `npm run lambda-runtime` compiles it. */
export const hasRuntimeClient = existsSync(path.join(path.dirname(CLIENT), 'rapid-client.node'))

/** It may have to come from a registry, which may hang. */
const NPX_MS = 120_000
let node24: Promise<string> | undefined

/** The program of Node 24, the version that is deployed. */
export function findNode24(): Promise<string> {
  // Npm would take the tests' own command line for that of `npx`.
  const { npm_config_package: _, ...env } = process.env
  const which = ['--yes', '-p', 'node@24', '--', 'which', 'node']
  node24 ??= promisify(execFile)('npx', which, { env, timeout: NPX_MS }).then(({ stdout }) => stdout.trim())
  return node24
}

/** Lambda's limits do not matter here, but for what a test says. */
const TIMEOUT_MS = 60_000
const EIGHT_NULS = Buffer.alloc(8)

export type LambdaProcess = Awaited<ReturnType<typeof startLambda>>

/**
 * A function in its sandbox: Node 24 with Lambda's runtime client, and the events of a Runtime API on loopback.
 * Resolves when it asks for the first event; `startMs` is the time from the spawn to there.
 */
export async function startLambda(options: {
  /** Folder of the code, and `module.export` in it. */
  code: string
  handler: string
  env?: Record<string, string>
}) {
  const { code, handler, env = {} } = options
  const node = await findNode24()
  const api = await startRuntimeApi()
  const spawnedAt = performance.now()
  const child = spawn(node, [CLIENT], {
    cwd: code,
    env: {
      PATH: process.env['PATH'],
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: code,
      _HANDLER: handler,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'ingot',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/ingot',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString()
    })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.race([api.idle(), exited])
  const startMs = performance.now() - spawnedAt
  const isAlive = () => child.exitCode === null && child.signalCode === null
  if (!isAlive()) throw new Error(`${handler} did not start: ${api.initError() ?? ''}\n${output}`)

  const invoke = async (event: unknown, { timeoutMs = TIMEOUT_MS } = {}) => {
    const gone = exited.then(() => {
      throw new Error(`the process ended: ${output}`)
    })
    return Promise.race([api.invoke(event, { timeoutMs }), gone])
  }
  return {
    startMs,
    isAlive,
    /** All that it has printed. */
    output: () => output,
    /** Resolves when it asks for the next event. */
    idle: () => Promise.race([api.idle(), exited]),
    /** The whole reply to an event. */
    async call(event: unknown, timeouts?: { timeoutMs: number }) {
      const { kind, message } = await invoke(event, timeouts)
      return { kind, body: JSON.parse(await text(message)) }
    },
    /** The reply as API Gateway makes it: resolves when the prelude is there, and its body may still be written. */
    async stream(event: unknown, timeouts?: { timeoutMs: number }) {
      const { kind, message } = await invoke(event, timeouts)
      const { prelude, body } = await readPrelude(message)
      const init = { status: prelude.statusCode, headers: prelude.headers }
      const hasBody = ![204, 304].includes(prelude.statusCode)
      const response = new Response(hasBody ? (Readable.toWeb(body) as ReadableStream) : null, init)
      const { 'content-type': type, 'lambda-runtime-function-response-mode': mode } = message.headers
      return { kind, response, type, mode, trailers: () => message.trailers }
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
      await api.close()
    },
  }
}

/** The wire format of a streamed reply: JSON, eight NUL bytes, the body. */
async function readPrelude(message: AsyncIterable<Buffer>) {
  const chunks = message[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  let end = -1
  while (end < 0) {
    const { value, done } = await chunks.next()
    if (done) throw new Error(`no prelude: ${head}`)
    head = Buffer.concat([head, value])
    end = head.indexOf(EIGHT_NULS)
  }
  const rest = head.subarray(end + EIGHT_NULS.length)
  async function* body() {
    if (rest.length > 0) yield rest
    for (let step = await chunks.next(); !step.done; step = await chunks.next()) yield step.value
  }
  return { prelude: JSON.parse(head.subarray(0, end).toString()) as Prelude, body: Readable.from(body()) }
}
