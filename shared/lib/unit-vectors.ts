import { IngotError } from '../errors.ts'

/** A model's vectors, each brought to length 1. Throws `model_protocol_error` for others than were asked for. */
export function unitVectors(
  rows: readonly ArrayLike<number>[],
  { count, dimensions }: { count: number; dimensions: number },
): Float32Array[] {
  const other = rows.find((row) => row.length !== dimensions)
  if (rows.length === count && other === undefined) return rows.map(toUnit)
  throw new IngotError(
    'model_protocol_error',
    'The model sent another number of vectors, or of dimensions.',
    {
      cause: { vectors: rows.length, dimensions: (other ?? rows[0])?.length },
    },
  )
}

function toUnit(row: ArrayLike<number>): Float32Array {
  const vector = Float32Array.from(row)
  const length = Math.hypot(...vector)
  // What a model makes of its own overflow, e.g. in half precision.
  if (!Number.isFinite(length))
    throw new IngotError('model_protocol_error', 'The model sent a vector that has no length.')
  return length === 0 ? vector : vector.map((value) => value / length)
}
