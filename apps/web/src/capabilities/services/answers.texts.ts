import { defineTexts } from '@civitas/ui'

export const answerTexts = defineTexts(
  {
    yes: '是',
    no: '否',
    answer: '请先作答',
    known: '已为您填好',
    knownWhy: '以下信息来自政务数据，无需填写，不能修改。',
    from: (source: string) => `来源：${source}`,
    choose: '请选择',
  },
  {
    yes: 'Yes',
    no: 'No',
    answer: 'Please answer first',
    known: 'Filled in for you',
    knownWhy: 'The city knows these already; they are not edited here.',
    from: (source: string) => `Source: ${source}`,
    choose: 'Choose one',
  },
)
