/**
 * Is it this model? An id may bear the prefix of an inference profile (`us.cohere.embed-v4:0`), or stand at
 * the end of an ARN.
 */
export function startsWithModel(id: string, name: string): boolean {
  const start = id.lastIndexOf('/') + 1
  const own = id.slice(start)
  return own.startsWith(name) || own.slice(own.indexOf('.') + 1).startsWith(name)
}
