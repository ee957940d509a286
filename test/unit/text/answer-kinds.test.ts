import { describe, expect, it } from 'vitest'
import { type AnswerKind, answerKindOf, holdsKind } from '../../../shared/text/answer-kinds.ts'

describe('answerKindOf', () => {
  it.each<[string, AnswerKind]>([
    ['Who built the tower?', 'person'],
    ['In what year was it built?', 'time'],
    ['How many people live there?', 'number'],
    ['how old was sue lyon when she made lolita', 'number'],
    ['In what country is Normandy located?', 'place'],
    ['Why is the sky blue?', 'reason'],
    ['What is a lighthouse?', 'definition'],
    ['Which team won?', 'name'],
    ['What is the name of the tower?', 'name'],
    ['What is the name of the man who built it?', 'person'],
    ['In which city is it?', 'place'],
    ['What was the average height of the waves?', 'number'],
    ['Is the tower white?', 'yes-no'],
    ['Name the engineer', 'other'],
    ['Wann wurde der Turm gebaut?', 'time'],
    ['Wie viele Stufen hat er?', 'number'],
    ['¿Dónde está la torre?', 'place'],
    ['¿Quién construyó la torre?', 'person'],
    ['Pourquoi le ciel est bleu ?', 'reason'],
    ['В каком году построили башню?', 'time'],
    ['Сколько ступеней в башне?', 'number'],
    ['من بنى البرج؟', 'person'],
    ['متى بني البرج؟', 'time'],
    ['灯塔是谁建造的？', 'person'],
    ['灯塔是什么时候建造的？', 'time'],
    ['灯塔有多少级台阶？', 'number'],
    ['灯塔在哪里？', 'place'],
    ['灯塔的开放日期', 'time'],
    ['灯塔的游客人数', 'number'],
    ['这座灯塔叫什么？', 'name'],
    ['什么是灯塔？', 'definition'],
    ['灯塔是白色的吗？', 'yes-no'],
  ])('%s asks for a %s', (question, kind) => {
    expect(answerKindOf(question)).toBe(kind)
  })
})

describe('holdsKind', () => {
  it.each<[AnswerKind, string, string, number]>([
    ['time', 'It was built in 1887.', 'When was it built?', 1],
    ['time', 'It was built by sailors.', 'When was it built?', 0],
    ['time', 'The 1887 tower is white.', 'When was the 1887 tower painted?', 0],
    ['time', '灯塔建于一八八七年。', '什么时候建的？', 1],
    ['number', 'It has ninety or twenty steps.', 'How many steps?', 1],
    ['number', 'It has many steps.', 'How many steps?', 0],
    ['person', 'The tower was built by Ada Holm.', 'Who built the tower?', 1],
    ['person', 'The tower of Skarv is white.', 'Who built the tower of Skarv?', 0],
    ['person', 'بنى المهندس البرج', 'من بنى البرج؟', 0.5],
    ['name', 'The tower is called Skarvfyr.', 'What is the name of the tower?', 1],
    ['place', 'The tower stands in Norway.', 'Where is it?', 1],
    ['place', 'The tower stands in fog.', 'Where is it?', 0],
    ['reason', 'It fell because of a storm.', 'Why did it fall?', 1],
    ['definition', 'A lighthouse is a tower.', 'What is a lighthouse?', 1],
    ['other', 'A lighthouse is a tower.', 'Name it', 0.5],
  ])('%s in "%s"', (kind, text, question, expected) => {
    expect(holdsKind(kind, text, question)).toBe(expected)
  })
})
