import type { Settings } from '../../shared/config/env.ts'

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

export type LogEntry = { level: 'debug' | 'info' | 'warn' | 'error'; event: string } & Record<string, unknown>

/** One JSON line an entry on stderr; stdout belongs to the program's own words. */
export function createLog(least: Settings['logLevel']): (entry: LogEntry) => void {
  return (entry) => {
    if (LEVELS.indexOf(entry.level) < LEVELS.indexOf(least)) return
    process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`)
  }
}
