/** Freezes plain data, as JSON has it, through and through: what several readers share. */
export function deepFreeze<Value>(value: Value): Value {
  if (value === null || typeof value !== 'object') return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
