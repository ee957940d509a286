/** The value of each metric by its id, e.g. `m_hits`; undefined: nothing was counted. */
export type Values = (id: string) => number | undefined

/** Numbers, ids, the four operations, brackets and `FILL(id,n)`: as much of CloudWatch's metric math as is used. */
export function evaluate(expression: string, values: Values): number | undefined {
  const filled = expression.replace(/FILL\((\w+),(\d+)\)/g, (_, id: string, none: string) =>
    String(values(id) ?? none),
  )
  const tokens = filled.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|\w+|[-+*/()]/g) ?? []
  if (tokens.join('') !== filled) throw new Error(`"${expression}": not understood`)
  const value = sum(tokens, values)
  if (tokens.length > 0) throw new Error(`"${expression}": not understood from "${tokens[0]}" on`)
  return Number.isFinite(value) ? value : undefined
}

function sum(tokens: string[], values: Values): number {
  let value = product(tokens, values)
  while (tokens[0] === '+' || tokens[0] === '-') {
    const sign = tokens.shift() === '+' ? 1 : -1
    value += sign * product(tokens, values)
  }
  return value
}

function product(tokens: string[], values: Values): number {
  let value = factor(tokens, values)
  while (tokens[0] === '*' || tokens[0] === '/') {
    value = tokens.shift() === '*' ? value * factor(tokens, values) : value / factor(tokens, values)
  }
  return value
}

function factor(tokens: string[], values: Values): number {
  const token = tokens.shift() ?? ''
  if (token !== '(') return /^\d/.test(token) ? Number(token) : (values(token) ?? Number.NaN)
  const value = sum(tokens, values)
  if (tokens.shift() !== ')') throw new Error('a bracket is not closed')
  return value
}
