import { describe, expect, it } from 'vitest'
import { createErrorBudget } from '../../../../shared/cache/semantic/error-budget.ts'
import { upperBound } from '../../../../shared/lib/upper-bound.ts'

const verdicts = (times: number, chance: number, isRight: boolean) =>
  Array.from({ length: times }, () => ({ chance, isRight }))

describe('upper bound', () => {
  it('is that of Clopper and Pearson', () => {
    // 1 - 0.05^(1/59), the "rule of three"; and the tables for 2 of 100.
    expect(upperBound(0, 59, 0.95)).toBeCloseTo(0.0495, 4)
    expect(upperBound(2, 100, 0.95)).toBeCloseTo(0.0616, 3)
    expect(upperBound(0, 0, 0.95)).toBe(1)
    expect(upperBound(5, 5, 0.95)).toBe(1)
  })
})

describe('error budget', () => {
  it('is shut until enough is known, and then open for an entry that nobody has judged', () => {
    const budget = createErrorBudget({ maxWrong: 0.02 })
    expect(budget.figures()).toEqual({ isOpen: false, threshold: null, served: 0, wrong: 0, upper: 1 })
    expect(budget.threshold('cold')).toBeGreaterThan(1)
    for (const { chance, isRight } of verdicts(600, 0.99, true))
      budget.record({ chance, isRight, entry: 'a', served: false })
    expect(budget.figures().isOpen).toBe(true)
    expect(budget.threshold('cold')).toBeLessThan(0.99)
  })

  it('believes no bound on few verdicts, however good they are', () => {
    // 0 of 115 bound the share within 2 percent; 6 wrong ones of 300 would have been allowed.
    const of = (known: number) =>
      createErrorBudget({ maxWrong: 0.02, calibration: verdicts(known, 0.99, true) })
    expect(of(299).figures().isOpen).toBe(false)
    expect(of(300).figures().isOpen).toBe(true)
  })

  it('goes lower while its hits were better than they had to be, until that is used up', () => {
    const calibration = [
      ...verdicts(400, 0.99, true),
      ...verdicts(974, 0.8, true),
      ...verdicts(26, 0.8, false),
    ]
    const budget = createErrorBudget({ maxWrong: 0.02, calibration })
    const serve = (times: number, isRight: boolean) => {
      for (let at = 0; at < times; at += 1) budget.record({ chance: 0.99, isRight, entry: 'a', served: true })
    }
    serve(24, true)
    expect(budget.threshold('b')).toBeGreaterThan(0.9)
    serve(1, true)
    expect(budget.threshold('b')).toBeLessThan(0.8)
    serve(1, false)
    expect(budget.threshold('b')).toBeGreaterThan(0.9)
    serve(49, true)
    expect(budget.threshold('b')).toBeLessThan(0.8)
  })

  it('trusts a first threshold until more above it was wrong than may be', () => {
    const budget = createErrorBudget({ maxWrong: 0.02, atFirst: 0.98 })
    expect(budget.threshold('cold')).toBeCloseTo(0.98, 9)
    budget.record({ chance: 0.9, isRight: false, entry: 'a', served: false })
    budget.record({ chance: 0.99, isRight: true, entry: 'b', served: true })
    expect(budget.figures()).toMatchObject({ isOpen: true, threshold: 0.98 })
    budget.record({ chance: 0.99, isRight: false, entry: 'b', served: true })
    expect(budget.figures()).toMatchObject({ isOpen: false, threshold: null, served: 2, wrong: 1 })
  })

  it('trusts it on after a wrong one that the right ones before it allow', () => {
    const budget = createErrorBudget({ maxWrong: 0.02, atFirst: 0.98 })
    const judge = (isRight: boolean) => budget.record({ chance: 0.99, isRight, entry: 'a', served: true })
    for (let at = 0; at < 49; at += 1) judge(true)
    judge(false)
    expect(budget.figures()).toMatchObject({ isOpen: true, threshold: 0.98, served: 50, wrong: 1 })
    judge(false)
    expect(budget.figures()).toMatchObject({ isOpen: false, threshold: null })
  })

  it('takes its threshold from the bound, above what is too often wrong', () => {
    const calibration = [
      ...verdicts(1_000, 0.99, true),
      ...verdicts(900, 0.8, true),
      ...verdicts(100, 0.8, false),
    ]
    const { threshold, upper } = createErrorBudget({ maxWrong: 0.02, calibration }).figures()
    expect(threshold).toBeGreaterThan(0.85)
    expect(threshold).toBeLessThan(0.99)
    expect(upper).toBeLessThan(0.02)
  })

  it('shuts itself when the bound passes the budget', () => {
    const budget = createErrorBudget({ maxWrong: 0.02, calibration: verdicts(600, 0.99, true) })
    expect(budget.figures().isOpen).toBe(true)
    for (let at = 0; at < 12; at += 1)
      budget.record({ chance: 0.99, isRight: false, entry: `${at}`, served: true })
    expect(budget.figures()).toMatchObject({ isOpen: false, threshold: null, served: 12, wrong: 12 })
  })

  it('asks more of an entry that was wrong, and of no other', () => {
    const budget = createErrorBudget({ maxWrong: 0.05, calibration: verdicts(5_000, 0.99, true) })
    budget.record({ chance: 0.99, isRight: false, entry: 'liar', served: true })
    expect(budget.threshold('liar')).toBeGreaterThan(budget.threshold('other'))
    for (let at = 0; at < 8; at += 1)
      budget.record({ chance: 0.999, isRight: true, entry: 'liar', served: true })
    expect(budget.threshold('liar')).toBe(budget.threshold('other'))
  })

  it('forgets what it knew of another decision, and keeps the account', () => {
    const budget = createErrorBudget({ maxWrong: 0.02, calibration: verdicts(600, 0.99, true) })
    budget.record({ chance: 0.99, isRight: true, entry: 'a', served: true })
    budget.restart()
    expect(budget.figures()).toMatchObject({ isOpen: false, served: 1, wrong: 0 })
  })
})
