// Entry of the parsing thread when Ingot runs from source: a thread does not always inherit tsx. In a bundle,
// the file of this name is `parse-worker.ts`, bundled.
import { register } from 'tsx/esm/api'

register()
await import('./parse-worker.ts')
