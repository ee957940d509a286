import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFunctionLog } from '../../functions/lambda/function-log.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** What a log prints of an entry with this code: lines of its own, and those that are metrics. */
function printed(code: string) {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'ingot-fill')
  vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '7')
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  createFunctionLog()({ level: 'warn', event: 'fill-failed', code })
  const parse = ({ mock }: typeof stderr) => mock.calls.map(([line]) => JSON.parse(String(line)))
  return { lines: parse(stderr), metrics: parse(stdout) }
}

describe('the log of a function', () => {
  it.each(['internal', 'invalid_setting'])(
    'counts %s for its version, on which a release goes back',
    (code) => {
      const { lines, metrics } = printed(code)
      expect(lines).toMatchObject([{ level: 'warn', event: 'fill-failed', code }])
      expect(metrics).toMatchObject([{ Function: 'ingot-fill', Version: '7', defects: 1 }])
    },
  )

  it.each(['store_unavailable', 'model_throttled', 'deadline_exceeded'])(
    'does not blame the code for %s',
    (code) => {
      const { lines, metrics } = printed(code)
      expect(lines).toMatchObject([{ code }])
      expect(metrics).toEqual([])
    },
  )
})
