/** Small documents written for the tests, in two languages. */
export const DOCUMENTS = {
  lighthouse: {
    title: 'The lighthouse of Skarv',
    text: `# The lighthouse of Skarv

The lighthouse of Skarv was built in 1887 by the engineer Ada Holm. Its lamp burned whale oil until 1911.

## Automation

The lighthouse was automated in 1974, and the last keeper, Jonas Berg, left the island
in the same year. Since then a solar panel feeds the lamp.`,
  },
  ferry: {
    title: 'The ferry timetable',
    text: `# The ferry timetable

The ferry to Skarv leaves at 07:15 and 16:40 on weekdays. Dogs travel free of charge. The crossing takes 35 minutes.`,
  },
  bread: {
    title: 'Rye bread',
    text: `# Rye bread

Rye bread needs a sourdough that has rested for twelve hours. Bake it at 230 degrees for one hour.`,
  },
  tea: {
    title: '龙井茶',
    text: `# 龙井茶

龙井茶产于浙江杭州西湖一带。清明节前采摘的茶叶称为明前茶，价格最高。冲泡龙井茶的水温以八十度为宜。`,
  },
} as const
