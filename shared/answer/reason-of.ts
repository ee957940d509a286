import type { ModeReason } from '../api/answer.ts'
import type { IngotError } from '../errors.ts'

/** Why the next rung of the ladder is taken after a model's failure. */
export function reasonOf({ code }: Pick<IngotError, 'code'>): ModeReason {
  switch (code) {
    case 'model_throttled':
    case 'model_unavailable':
    case 'model_timeout':
    case 'schema_not_met':
      return code
    default:
      return 'model_error'
  }
}
