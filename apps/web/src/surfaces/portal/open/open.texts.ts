import { defineTexts } from '@civitas/ui'

export const openTexts = defineTexts(
  {
    title: '办事公开',
    why: '办件运行、服务评价、报装时长和便民网点，不用登录即可查看。',
    tabs: {
      ...{ runs: '办件公开', ratings: '服务评价', utilities: '水电气报装', outlets: '自助终端' },
      ...{ projects: '工程项目', recognised: '异地互认' },
    },
    ...{ search: '搜事项、单位或名称', find: '查询', none: '没有记录', next: '下一页', back: '上一页' },
    days: (used: number, limit: number) => `已用 ${used} 个工作日，时限 ${limit} 个工作日`,
    rating: (good: string, count: number) => `好评率 ${good}，${count} 条评价`,
    rectified: (done: number, bad: number) => `差评 ${bad} 条，已整改 ${done} 条`,
    utility: (days: string, steps: number, yuan: string) =>
      `平均 ${days} 个工作日，${steps} 个环节，平均费用 ${yuan} 元`,
    connected: (count: number) => `近一年接通 ${count} 户`,
    valid: (scenes: string, day: string) => `可用于${scenes}，有效期至 ${day}`,
    stage: (stage: string) => `阶段：${stage}`,
    unknown: '暂无',
    notYet: '还没有接通的报装，暂无时长和费用。',
    states: {
      ...{ waiting: '待受理', correcting: '待补正', 'not-accepted': '不予受理', examining: '审查中' },
      ...{
        suspended: '特别程序',
        deciding: '待决定',
        granted: '已准予',
        refused: '不予许可',
        delivered: '已办结',
      },
      ...{
        withdrawn: '已撤回',
        late: '逾期未补正',
        revoked: '已撤销',
        planned: '未开始',
        running: '进行中',
        done: '已完成',
      },
    } as Record<string, string>,
    register: {
      ...{ title: '注册个人账号', why: '用于网上办事。姓名和身份证号码会与人口信息核对。' },
      ...{ name: '姓名', number: '身份证号码', phone: '手机号码', account: '登录账号', password: '密码' },
      accountHint: '4 位以上字母或数字',
      passwordHint: '10 位以上，不要用生日、手机号',
      ...{ send: '注册', done: '注册成功', signIn: '去登录', have: '已有账号？登录' },
      outcomes: {
        checked: '实名核验通过。',
        differs: '姓名与号码不一致，请到窗口核验。',
        waiting: '暂不能核验，请到窗口出示证件。',
      },
    },
    handover: {
      ...{ make: '换个设备继续办', code: '接力码', take: '输入接力码继续办理', go: '继续' },
      why: '在另一台设备或窗口输入这 6 位数字，即可接着办。',
      until: (time: string) => `${time} 前有效，只能用一次`,
      label: '6 位接力码',
    },
    credit: {
      ...{
        authorise: '授权他人查询',
        to: '授权给谁',
        purpose: '用途',
        hours: '有效小时数',
        give: '生成授权码',
      },
      given: (code: string, until: string) => `授权码 ${code}，${until} 前有效。请只告诉被授权的单位。`,
      ...{ statement: '陈述申辩', say: '您的意见', send: '提交', sent: '已提交陈述申辩' },
    },
  },
  {
    title: 'Open government',
    why: 'How applications run, ratings, utilities and machines near you; nobody has to sign in.',
    tabs: {
      ...{ runs: 'Applications', ratings: 'Ratings', utilities: 'Utilities', outlets: 'Machines' },
      ...{ projects: 'Projects', recognised: 'Recognised elsewhere' },
    },
    ...{ search: 'Search', find: 'Find', none: 'Nothing found', next: 'Next', back: 'Back' },
    days: (used: number, limit: number) => `${used} of ${limit} working days`,
    rating: (good: string, count: number) => `${good} good of ${count}`,
    rectified: (done: number, bad: number) => `${bad} bad, ${done} put right`,
    utility: (days: string, steps: number, yuan: string) =>
      `${days} working days, ${steps} steps, ${yuan} yuan on average`,
    connected: (count: number) => `${count} connected`,
    valid: (scenes: string, day: string) => `For ${scenes}, until ${day}`,
    stage: (stage: string) => `Stage: ${stage}`,
    unknown: 'none yet',
    notYet: 'Nothing was connected yet.',
    states: {
      ...{
        waiting: 'To accept',
        correcting: 'To complete',
        'not-accepted': 'Not accepted',
        examining: 'Examined',
      },
      ...{ suspended: 'Special procedure', deciding: 'To decide', granted: 'Granted', refused: 'Refused' },
      ...{ delivered: 'Done', withdrawn: 'Withdrawn', late: 'Late', revoked: 'Revoked', planned: 'Planned' },
      ...{ running: 'Running', done: 'Done' },
    } as Record<string, string>,
    register: {
      ...{ title: 'Register', why: 'Name and number are checked with the register of persons.' },
      ...{ name: 'Name', number: 'Citizen id', phone: 'Mobile', account: 'Account', password: 'Password' },
      accountHint: 'Four letters or digits at least',
      passwordHint: 'Ten letters at least',
      ...{ send: 'Register', done: 'Registered', signIn: 'Sign in', have: 'Have an account? Sign in' },
      outcomes: {
        ...{ checked: 'Your name was checked.', differs: 'Name and number differ; come to a window.' },
        waiting: 'It cannot be checked just now; come to a window.',
      },
    },
    handover: {
      ...{ make: 'Go on elsewhere', code: 'Code', take: 'Go on with a code', go: 'Go on' },
      why: 'Enter these six digits on another device.',
      until: (time: string) => `Until ${time}, once`,
      label: 'Six digits',
    },
    credit: {
      ...{
        authorise: 'Let somebody query',
        to: 'Whom',
        purpose: 'What for',
        hours: 'Hours',
        give: 'Make a code',
      },
      given: (code: string, until: string) => `Code ${code}, until ${until}.`,
      ...{ statement: 'State your case', say: 'Your statement', send: 'Send', sent: 'Sent' },
    },
  },
)
