import { answerLogAnswersSuite } from './answer-log-answers-suite.ts'
import type { MakeAnswerLog } from './answer-log-fixtures.ts'
import { answerLogLeasesSuite } from './answer-log-leases-suite.ts'
import { answerLogRowsSuite } from './answer-log-rows-suite.ts'

/** What every store of answers must do. `make` is called once for each part, with the clock that it scripts. */
export function answerLogSuite(name: string, make: MakeAnswerLog): void {
  answerLogLeasesSuite(`answer log, leases: ${name}`, make)
  answerLogRowsSuite(`answer log, rows: ${name}`, make)
  answerLogAnswersSuite(`answer log, answers: ${name}`, make)
}
