import { sha256Hex } from '../../lib/hash.ts'

/** All that must be equal between two questions before their words are even compared. */
export type Surroundings = {
  scope: string
  mode: string
  model: string | null
  prompt: string
  language: string | null
  region: string | null
  sources: readonly string[]
  /** `[collection, version]` of what is searched. */
  collections: readonly (readonly [collection: string, version: string | number])[]
  /** In canonical order. */
  filters: unknown
  output: unknown
}

/** The name of the partition: `<scope>#<hash>`. */
export function partitionOf(surroundings: Surroundings): string {
  const { scope, mode, model, prompt, language, region, sources, collections, filters, output } = surroundings
  const parts = [
    mode,
    model,
    prompt,
    language,
    region,
    [...sources].sort(),
    [...collections].sort(),
    filters,
    output,
  ]
  return `${scope}#${sha256Hex(JSON.stringify(parts), 40)}`
}
