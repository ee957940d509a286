/** The value of each metric by its id, e.g. `m_hits`, or of all so far; undefined: nothing was counted. */
export type Values = (id: string, which: 'now' | 'so far') => number | undefined

/**
 * Numbers, ids, `+ - * / ^ >`, brackets, `FILL(id,n)`, `RUNNING_SUM(FILL(id,n))` and `IF(a,b,c)`: as much of
 * CloudWatch's metric math as is used.
 */
export function evaluate(expression: string, values: Values): number | undefined {
  const filled = expression
    .replace(/RUNNING_SUM\(FILL\((\w+),(\d+)\)\)/g, (_, id: string, none: string) =>
      String(values(id, 'so far') ?? none),
    )
    .replace(/FILL\((\w+),(\d+)\)/g, (_, id: string, none: string) => String(values(id, 'now') ?? none))
  const tokens = filled.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|\w+|[-+*/^>(),]/g) ?? []
  if (tokens.join('') !== filled) throw new Error(`"${expression}": not understood`)
  const value = comparison(tokens, values)
  if (tokens.length > 0) throw new Error(`"${expression}": not understood from "${tokens[0]}" on`)
  return Number.isFinite(value) ? value : undefined
}

function comparison(tokens: string[], values: Values): number {
  const value = sum(tokens, values)
  if (tokens[0] !== '>') return value
  tokens.shift()
  return value > sum(tokens, values) ? 1 : 0
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
  let value = power(tokens, values)
  while (tokens[0] === '*' || tokens[0] === '/') {
    value = tokens.shift() === '*' ? value * power(tokens, values) : value / power(tokens, values)
  }
  return value
}

function power(tokens: string[], values: Values): number {
  const base = factor(tokens, values)
  if (tokens[0] !== '^') return base
  tokens.shift()
  return base ** factor(tokens, values)
}

function factor(tokens: string[], values: Values): number {
  const token = tokens.shift() ?? ''
  if (token === 'IF') return choice(tokens, values)
  if (token !== '(') return /^\d/.test(token) ? Number(token) : (values(token, 'now') ?? Number.NaN)
  const value = comparison(tokens, values)
  take(tokens, ')')
  return value
}

function choice(tokens: string[], values: Values): number {
  take(tokens, '(')
  const condition = comparison(tokens, values)
  take(tokens, ',')
  const isSo = comparison(tokens, values)
  take(tokens, ',')
  const isNot = comparison(tokens, values)
  take(tokens, ')')
  if (Number.isNaN(condition)) return Number.NaN
  return condition === 0 ? isNot : isSo
}

function take(tokens: string[], wanted: string): void {
  if (tokens.shift() !== wanted) throw new Error(`"${wanted}" is missing`)
}
