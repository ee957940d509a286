import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export type Child = {
  child: ChildProcess
  /** What the awaited line of its output told. */
  told: string
  /** CPU of all its threads so far, microseconds. */
  cpuUs(): number
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/** A script of the project as a process of its own; resolves with the first line that `told` captures. */
export async function startChild(
  script: string,
  options: {
    told: RegExp
    environment?: Record<string, string>
    flags?: readonly string[]
    arguments?: readonly string[]
  },
): Promise<Child> {
  const { told, environment = {}, flags = [], arguments: given = [] } = options
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', script, ...given], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const heard = new Promise<string | undefined>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = told.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const found = await Promise.race([heard, exited.then(() => undefined)])
  if (found === undefined) throw new Error(`${script} ended before it told anything`)
  return {
    child,
    told: found,
    cpuUs: () => cpuUsOf(child),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** From the scheduler of Linux, which counts nanoseconds, where the usual times count ticks of 10 ms. */
export function cpuUsOf(child: ChildProcess | undefined): number {
  const tasks = `/proc/${child?.pid}/task`
  const ofTask = (task: string) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1_000
  return readdirSync(tasks).reduce((sum, task) => sum + ofTask(task), 0)
}
