import { describe, expect, it } from 'vitest'
import { chooseMode } from '../../../shared/answer/choose-mode.ts'

describe('the mode that auto comes to', () => {
  it.each([
    'Who built the lighthouse of Skarv?',
    'How many moons does Jupiter have?',
    'How old is the Earth?',
    'How long does it take to boil an egg?',
    'how much is a ticket to the zoo',
    'How do you spell necessary?',
    'When did the war begin and end?',
    'capital of Peru',
    'What does HTTP stand for?',
    'Is it 1) allowed to park here',
    '谁建了它',
    '珠穆朗玛峰有多高？',
    '今天怎么样',
    'Wie viele Einwohner hat Berlin?',
    '¿Cuántos habitantes tiene Lima?',
  ])('is fast for %j', (question) => {
    expect(chooseMode(question, 'evergreen')).toBe('fast')
  })

  it.each([
    'Why did the bridge fall?',
    'How does a lighthouse lens work?',
    'how to remove rust from a bicycle',
    'Explain the tides',
    'Compare rye and wheat bread',
    'What is the difference between a comet and a meteor?',
    'Postgres vs. MySQL for a small shop',
    'Which is better, gas or induction?',
    'Should I repair or replace a ten-year-old boiler?',
    'Who wrote it? And when was it printed?',
    'Who wrote Dune and when was it first published and why was it refused',
    '1) Who built it 2) What did it cost',
    '为什么天空是蓝色的',
    '如何去除铁锈',
    '猫和狗有什么区别',
    'Warum ist der Himmel blau?',
    '¿Por qué el cielo es azul?',
    'Pourquoi le ciel est-il bleu ?',
    'Почему небо голубое?',
    `Given ${'a long story '.repeat(20)}, what follows?`,
    `${'请根据以下的背景材料回答问题，'.repeat(7)}谁负责？`,
  ])('is deep for %j', (question) => {
    expect(chooseMode(question, 'evergreen')).toBe('deep')
  })

  it('is fast for what changes by the minute', () => {
    expect(chooseMode('Why is the share price of Acme falling right now?', 'live')).toBe('fast')
  })
})
