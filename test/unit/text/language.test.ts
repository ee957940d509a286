import { describe, expect, it } from 'vitest'
import { detectLanguage } from '../../../shared/text/language.ts'

describe('telling the language of a text', () => {
  it.each([
    ['en', 'What is the capital of France?'],
    ['de', 'Wie viele Einwohner hat die Stadt Berlin?'],
    ['es', '¿Cuál es la capital de España?'],
    ['fr', "Quelle est la capitale de l'Italie ?"],
    ['it', 'Qual è la capitale della Francia e quanti abitanti ha?'],
    ['pt', 'Qual é a capital do Brasil e quantos habitantes tem?'],
    ['ru', 'Кто написал «Войну и мир»?'],
    ['ar', 'ما هي عاصمة فرنسا؟'],
    ['zh', '谁写了红楼梦？'],
    ['zh', '什麼是計算機科學'],
    ['ja', '東京都の人口はどれくらいですか'],
    ['ko', '서울은 어느 나라의 수도인가?'],
    ['el', 'Ποια είναι η πρωτεύουσα της Ελλάδας;'],
  ])('finds %s in "%s"', (language, text) => {
    expect(detectLanguage(text)).toBe(language)
  })

  it('does not take product names for the language of a Chinese question', () => {
    expect(detectLanguage('iPhone 16 Pro Max 价格')).toBe('zh')
    expect(detectLanguage('The Who 乐队是谁')).toBe('zh')
  })

  it('does not take a quoted foreign word for the language of an English question', () => {
    expect(detectLanguage('What does the word 你好 mean in English?')).toBe('en')
    expect(detectLanguage('The capital of China (北京) has many visitors.')).toBe('en')
  })

  it('knows Chinese that quotes a little kana', () => {
    expect(detectLanguage('日语里的“の”相当于汉语里的助词“的”，用法有所不同。')).toBe('zh')
  })

  it.each(['', '   ', '12 + 3.5 = ?', '🙂', 'Kubernetes', 'hello'])('tells nothing from "%s"', (text) => {
    expect(detectLanguage(text)).toBeNull()
  })

  it('looks at the beginning only', () => {
    expect(
      detectLanguage(`${'The harbour is closed today. '.repeat(80)}${'港口今天关闭。'.repeat(2_000)}`),
    ).toBe('en')
  })
})
