import { defineTexts } from '@civitas/ui'

export const surveyTexts = defineTexts(
  {
    title: '请您评价',
    lead: '答卷不记名，与您的账号分开保存。',
    count: (n: string) => `共 ${n} 题`,
    start: '填写',
    submit: '提交答卷',
    needed: '请回答这一题',
    thanks: '感谢您的评价',
    thanksWhy: '答卷已收到。',
    home: '返回首页',
    missing: '这份问卷没有开放。',
    scores: { 1: '1 分 很不满意', 2: '2 分 不满意', 3: '3 分 一般', 4: '4 分 满意', 5: '5 分 很满意' },
  },
  {
    title: 'Your opinion, please',
    lead: 'Answers carry no name and are kept apart from your account.',
    count: (n: string) => `${n} questions`,
    start: 'Answer',
    submit: 'Submit',
    needed: 'Please answer this one',
    thanks: 'Thank you',
    thanksWhy: 'Your answer has been received.',
    home: 'Back to the start',
    missing: 'This survey is not open.',
    scores: {
      1: '1 Very dissatisfied',
      2: '2 Dissatisfied',
      3: '3 Neither',
      4: '4 Satisfied',
      5: '5 Very satisfied',
    },
  },
)
