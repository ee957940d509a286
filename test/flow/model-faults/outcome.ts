/** What a fault comes to: the rung that answers, and why it is another one. */
export type Outcome = {
  served: 'fast' | 'extractive'
  reason: string | null
  /** Text of the model was shown and had to be taken back. */
  isRestarted?: boolean
  warning?: string
}

export const TEXT = 'The lighthouse of Skarv was built in 1887 [1].'
export const WELL: Outcome = { served: 'fast', reason: null }
export const fails = (reason: string): Outcome => ({ served: 'extractive', reason })
export const failsAfterText = (reason: string): Outcome => ({ ...fails(reason), isRestarted: true })
