import { defineTexts } from '@civitas/ui'

export const formTexts = defineTexts(
  {
    required: '请填写此项',
    notNumber: '请填写数字',
    notInteger: '请填写整数',
    tooSmall: (limit: string) => `不能小于 ${limit}`,
    tooLarge: (limit: string) => `不能大于 ${limit}`,
    tooShort: (limit: string) => `至少 ${limit} 个字`,
    tooLong: (limit: string) => `不能超过 ${limit} 个字`,
    wrongPattern: '格式不符合要求',
    yes: '是',
    no: '否',
    choose: '请选择',
    optional: '选填',
    noFields: '此项无需填写表单。',
  },
  {
    required: 'Please answer this',
    notNumber: 'Please enter a number',
    notInteger: 'Please enter a whole number',
    tooSmall: (limit: string) => `Not below ${limit}`,
    tooLarge: (limit: string) => `Not above ${limit}`,
    tooShort: (limit: string) => `At least ${limit} characters`,
    tooLong: (limit: string) => `At most ${limit} characters`,
    wrongPattern: 'The form of this is not right',
    yes: 'Yes',
    no: 'No',
    choose: 'Please choose',
    optional: 'optional',
    noFields: 'There is nothing to fill in.',
  },
)
