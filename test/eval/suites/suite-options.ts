export type SuiteOptions = {
  /** Folder of the sets. */
  data: string
  /** One set only. */
  set: string | undefined
  /** Run the plain rule beside the engine. */
  baseline: boolean
  /** File of weights to run beside those that ship. */
  weights?: string | undefined
}
