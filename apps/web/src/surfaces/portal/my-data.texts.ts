import { defineTexts } from '@civitas/ui'

export const myDataTexts = defineTexts(
  {
    title: '谁用了我的数据',
    why: '各单位使用与您有关的数据，都会留下记录。这里只显示用途和信息项，不显示数据内容。',
    unverified: '还没有核验您的身份',
    unverifiedWhy: '请携带身份证到政务服务窗口核验账号，核验后即可查看。',
    none: '还没有单位使用过您的数据',
    used: (unit: string, what: string) => `${unit}使用了“${what}”`,
    for: (purpose: string) => `用途：${purpose}`,
    items: (fields: string) => `信息项：${fields}`,
    ways: {
      ...{ api: '接口调取', ability: '能力调用', file: '文件交付', message: '消息', console: '页面查看' },
      ...{ verify: '核验', prefill: '自动填表', bundle: '服务包', database: '库表推送' },
    },
    rights: {
      title: '行使我的权利',
      why: '可以申请查阅复制、更正或删除各单位保存的与您有关的数据，三十天内答复；依法须保留的会说明依据。',
      kind: '申请事项',
      kinds: { access: '查阅、复制', correct: '更正', delete: '删除' },
      note: '说明（可不填）',
      ask: '提出申请',
      waiting: (places: number, due: string) => `已转 ${places} 个数据资源的保存单位办理，${due} 前答复`,
    },
  },
  {
    title: 'Who used my data',
    why: 'Every use of data about you is recorded. Purposes and items are shown here, never values.',
    unverified: 'Your identity has not been verified',
    unverifiedWhy: 'Show your identity card at a service counter to have this account verified.',
    none: 'Nobody has used your data yet',
    used: (unit: string, what: string) => `${unit} used “${what}”`,
    for: (purpose: string) => `Purpose: ${purpose}`,
    items: (fields: string) => `Items: ${fields}`,
    ways: {
      ...{ api: 'API', ability: 'ability', file: 'file', message: 'message', console: 'page' },
      ...{ verify: 'verification', prefill: 'form', bundle: 'bundle', database: 'database' },
    },
    rights: {
      title: 'My rights',
      why: 'Ask to see, correct or delete what is held about you. You are answered within thirty days, with the basis of anything that is kept.',
      kind: 'What to ask',
      kinds: { access: 'See and copy', correct: 'Correct', delete: 'Delete' },
      note: 'Note (optional)',
      ask: 'Ask',
      waiting: (places: number, due: string) => `Passed on for ${places} tables, answered by ${due}`,
    },
  },
)
