import * as z from 'zod'

/** An object that names the known keys when it is given an unknown one. `called`: what its reader calls a key. */
export const strict = <Shape extends z.ZodRawShape>(shape: Shape, called = 'key') =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${called} ${issue.keys.join(', ')}; known: ${Object.keys(shape).join(', ')}`
        : undefined,
  })
