import { describe, expect, it } from 'vitest'
import { rewriteFollowUp } from '../../../../shared/answer/threads/rewrite-follow-up.ts'

const rewrite = (before: string, question: string, answer: string | null = null) =>
  rewriteFollowUp(question, { question: before, answer })

describe('a follow-up', () => {
  it.each([
    ['Who founded Tesla?', 'When was it founded?', 'When was Tesla founded?'],
    ['What is the capital of France?', 'How big is it?', 'How big is the capital of France?'],
    ['What is the population of Berlin?', 'When was it founded?', 'When was Berlin founded?'],
    ['How tall is the Eiffel tower?', 'When was it built?', 'When was the Eiffel tower built?'],
    ['How does a heat pump work?', 'Is it noisy?', 'Is a heat pump noisy?'],
    ['What are black holes?', 'how are they formed?', 'How are black holes formed?'],
    ['Who was Ada Lovelace?', 'Where was she born?', 'Where was Ada Lovelace born?'],
    ['Who was Ada Lovelace?', 'And what was her father called?', "What was Ada Lovelace's father called?"],
    ['What language is spoken in Brazil?', 'How do I get there?', 'How do I get to Brazil?'],
    ['How many people live in Tokyo?', 'How many lived there in 1950?', 'How many lived in Tokyo in 1950?'],
    ['What is Kubernetes?', 'And who made it?', 'Who made Kubernetes?'],
    ['Where is Mount Everest?', 'tell me more', 'Tell me more about Mount Everest'],
  ])('after %j: %j names what is meant', (before, question, standalone) => {
    expect(rewrite(before, question)).toEqual({ question: standalone, by: 'rules' })
  })

  it.each([
    ['What is the population of Berlin?', 'And Paris?', 'What is the population of Paris?'],
    ['How many people live in Tokyo?', 'and in London?', 'How many people live in London?'],
    ['What is the population of Berlin?', 'what about in 2010?', 'What is the population of Berlin in 2010?'],
    ['What is the GDP of Germany in 2020?', 'and in 2023?', 'What is the GDP of Germany in 2023?'],
    ['What is the weather in Paris?', 'And tomorrow?', 'What is the weather in Paris tomorrow?'],
    ['How does a heat pump work?', 'What about air conditioner?', 'How does an air conditioner work?'],
    ['What is the capital of France?', 'and the population?', 'What is the population of France?'],
    ['What is the capital of France?', 'and the currency of Japan?', 'What is the currency of Japan?'],
    ['Did Rome fall?', 'When?', 'When did Rome fall?'],
  ])('after %j: %j is filled in', (before, question, standalone) => {
    expect(rewrite(before, question)).toEqual({ question: standalone, by: 'rules' })
  })

  it.each([
    ['上海的人口是多少？', '北京呢？', '北京的人口是多少？'],
    ['珠穆朗玛峰有多高？', '它在哪里？', '珠穆朗玛峰在哪里？'],
    ['珠穆朗玛峰有多高？', '那乔戈里峰呢', '乔戈里峰有多高？'],
    ['法国的首都是哪里？', '它的人口是多少？', '法国的首都的人口是多少？'],
    ['鲁迅是谁？', '他出生在哪里？', '鲁迅出生在哪里？'],
    ['量子计算机是什么？', '详细说说', '详细介绍量子计算机'],
  ])('in Chinese, after %j: %j', (before, question, standalone) => {
    expect(rewrite(before, question)).toEqual({ question: standalone, by: 'rules' })
  })

  it.each([
    'What is the speed of light?',
    'Is it safe to eat raw eggs?',
    'How long does it take to boil an egg?',
    'How many moons are there in the solar system?',
    'What is a planet that has rings?',
    'What happened this year in Paris?',
    'weather berlin',
    '什么是光合作用？',
    'Wann wurde die Mauer in Berlin gebaut?',
  ])('that is a question of its own stays as it is: %j', (question) => {
    expect(rewrite('Who founded Tesla?', question)).toEqual({ question, by: 'asked' })
  })

  it.each([
    ['When was the lighthouse of Skarv built?', 'And the one of Vardal?'],
    ['Compare Python and Ruby', 'which one is faster?'],
    ['Who founded Apple and Tesla?', 'When was it founded?'],
    ['What causes tides?', 'why?'],
    ['What are the side effects of ibuprofen?', 'is it safe during pregnancy?'],
    ['What are the side effects of ibuprofen?', 'and aspirin?'],
    ['Who founded Tesla?', 'in which year?'],
    ['Who founded Tesla?', 'What did he study?'],
    ['谁发明了电话？', '他什么时候出生？'],
    ['苹果和梨哪个更甜？', '它们有营养吗？'],
    ['Wer gründete Tesla?', 'Wann wurde er geboren?'],
    ['Qui a fondé Tesla ?', 'Quand a-t-il été fondé ?'],
  ])('whose meaning is not plain is left alone: after %j, %j', (before, question) => {
    expect(rewrite(before, question)).toBeNull()
  })

  it('names the one person whom the answer names', () => {
    const answer = 'Penicillin was discovered by Alexander Fleming in 1928 [1]. It saved many.'
    expect(rewrite('Who discovered penicillin?', 'What did he study?', answer)).toEqual({
      question: 'What did Alexander Fleming study?',
      by: 'rules',
    })
    const two = 'Tesla was founded by Martin Eberhard and by Marc Tarpenning [1].'
    expect(rewrite('Who founded Tesla?', 'Where was he born?', two)).toBeNull()
  })

  it('that is the first of its thread is a question of its own', () => {
    expect(rewriteFollowUp('And Paris?', undefined)).toEqual({ question: 'And Paris?', by: 'asked' })
  })
})
