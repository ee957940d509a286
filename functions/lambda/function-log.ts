import type { ErrorCode } from '../../shared/errors.ts'
import { countDefect } from '../../shared/runtime/aws.ts'
import type { Log } from '../http/app-deps.ts'
import { createLog } from '../local/log.ts'

/** Failures of the code or its settings. Others, such as a store that cannot be reached, any version would have. */
const DEFECTS: ReadonlySet<unknown> = new Set<ErrorCode>(['internal', 'invalid_setting'])

/** The log of a function, whose handler turns every failure into a reply: Lambda itself would know of none. */
export function createFunctionLog(): Log {
  const log = createLog('info')
  return (entry) => {
    log(entry)
    if (DEFECTS.has(entry['code'])) countDefect()
  }
}
