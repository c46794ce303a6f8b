import { listCases, listEvents, listIndicators, listTasks, listThings, signIn } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { findAxeViolations } from './lib/axe.ts'
import { sizes } from './lib/browser.ts'
import { describeJourney, see } from './lib/journey.ts'

/** Words that only stand on a page when something is missing behind it. */
const leftovers = /undefined|\bNaN\b|\[object|Invalid Date|\{\{|\$\{|\bnull\b/

/** A raw key: dotted or camel-cased where a word for people should stand. Codes and ids are set in `.code`, `code` and `pre`. */
const rawKey = /(?<![\w./@-])(?:waterlogging|city-base|air)\.[a-z-]+|(?<![\w./-])texts\.\w+/

type Size = keyof typeof sizes

/** Pages by account: path, the size it is made for, and what must stand on it before it is judged. */
const plain: [account: string, path: string, size: Size, ready: string | RegExp][] = [
  ['duty', '/', 'desk', '请选择要进入的端'],
  ['leader', '/screen', 'wall', '生效预警'],
  ['leader', '/screen', 'wall4k', '生效预警'],
  ['leader', '/screen/city-dashboard', 'wall', '城市健康指数'],
  ['leader', '/screen/leader-cockpit', 'wall4k', '城市健康指数'],
  ['bureau', '/console/quality', 'desk', '综合得分'],
  ['bureau', '/console/data-standards', 'desk', '公民身份号码'],
  ['bureau', '/console/sensitive-fields', 'desk', '识别结果'],
  ['bureau', '/console/lineage', 'desk', '结构变更'],
  ['bureau', '/console/master-data', 'desk', '新建模型'],
  ['bureau', '/console/data-feedback', 'desk', '数据错误反馈'],
  ['bureau', '/console/data-tags', 'desk', '圈选人群'],
  ['bureau', '/console/data-guard?tab=leaks', 'desk', '登记泄露事件'],
  ['admin', '/console/vital-signs', 'desk', '各领域健康得分'],
  ['admin', '/console/targets', 'desk', /^共 /],
  ['admin', '/console/definitions', 'desk', '登记指标'],
  ['admin', '/console/cockpits', 'desk', /^共 /],
  ['admin', '/console/walls', 'desk', '值班场景'],
  ['leader', '/console/instructions', 'desk', '下达批示'],
  ['hotline', '/console/hotline', 'desk', '排队来电'],
  ['hotline', '/console/hotline-board', 'desk', '平均等待'],
  ['hotline', '/console/tickets', 'desk', /^共 /],
  ['hotline', '/console/knowledge', 'desk', '知识缺口'],
  ['admin', '/console/inbox', 'desk', '接收设置'],
  ['admin', '/console/messages', 'desk', '已发通知'],
  ['duty', '/console/governance-centre', 'desk', '三道时限与吹哨报到'],
  ['admin', '/console/modules', 'desk', '综治组织及综合业务'],
  ['admin', '/console/risk?tab=outcomes', 'desk', '重复纠纷'],
  ['admin', '/console/grids?tab=attendance', 'desk', '首末计入时间'],
  ['admin', '/console/robots?tab=savings', 'desk', /^合计节省/],
  ['leader', '/field/watch', 'phone', '临近时限'],
  ['admin', '/console/templates', 'desk', '起草模板'],
  ['admin', '/console/my-desk', 'desk', '委托代办'],
  ['admin', '/console/search?q=积水', 'desk', '全局搜索'],
  ['duty', '/map', 'wall', '收起图层'],
  ['admin', '/console', 'desk', '接入健康'],
  ['duty', '/console', 'desk', '演练控制'],
  ['admin', '/console/events', 'desk', /^共 /],
  ['bureau', '/console/import', 'desk', '点击或拖入文件'],
  ['bureau', '/console/collect?tab=board', 'desk', '逾期未更新'],
  ['bureau', '/console/collect?tab=sources', 'desk', '登记数据源'],
  ['bureau', '/console/rejects', 'desk', '重放已更正的行'],
  ['bureau', '/console/pipelines', 'desk', '新建流水线'],
  ['bureau', '/console/zones?tab=channels', 'desk', '登记通道'],
  ['duty', '/console/watches', 'desk', '还没有关注的指标'],
  ['admin', '/console/indices', 'desk', '新建指数'],
  ['bureau', '/console/data-reviews', 'desk', '机构改革'],
  ['bureau', '/console/data-requests', 'desk', '答复统计'],
  ['bureau', '/console/data-gateway', 'desk', '登记能力'],
  ['bureau', '/console/data-gateway?tab=rate', 'desk', '设定应使用单位'],
  ['bureau', '/console/data-exchange?tab=legacy', 'desk', '登记旧接口'],
  ['bureau', '/console/data-gateway?tab=mutual', 'desk', '平均分'],
  ['bureau', '/console/data-standards?tab=terms', 'desk', '登记业务术语'],
  ['bureau', '/console/data-exchange', 'desk', '交换节点'],
  ['bureau', '/console/data-packages', 'desk', '定义服务包'],
  ['bureau', '/console/data-duties', 'desk', '下达清单'],
  ['bureau', '/console/data-duties?tab=appraisal', 'desk', '计算得分'],
  ['citizen', '/portal/my-data', 'phone', '谁用了我的数据'],
  ['firm', '/portal/services', 'phone', '按人生事件找'],
  ['firm', '/portal/applications', 'phone', '我的办件'],
  ['firm', '/portal/bundles/public-services.open-restaurant', 'phone', '包含的事项'],
  ['clerk', '/console/service-desk', 'desk', '待受理办件'],
  ['market', '/console/service-tasks', 'desk', '审批任务'],
  ['land', '/console/service-tasks?tab=visits', 'desk', '联合踏勘：望云智造产业园一期'],
  ['clerk', '/console/service-applications', 'desk', '办件管理'],
  ['service', '/console/service-items', 'desk', /^共 /],
  ['service', '/console/service-ratings', 'desk', '好差评'],
  ['service', '/console/service-supervision', 'desk', '承诺提速'],
  ['citizen', '/portal/licences', 'phone', '机动车驾驶证'],
  ['citizen', '/portal/code', 'phone', '扫码记录'],
  ['firm', '/portal/credit', 'phone', '每一分怎么来的'],
  ['citizen', '/portal/public-credit', 'phone', '许可与处罚'],
  ['citizen', '/portal/openness', 'phone', '随手拍公开'],
  ['citizen', '/portal/messages', 'phone', '我的消息'],
  ['citizen', '/portal/appraisals', 'phone', '城市管理考核结果'],
  ['citizen', '/portal/verify', 'phone', '证照标识'],
  ['market', '/console/licences', 'desk', '营业执照'],
  ['market', '/console/seals', 'desk', '电子证照专用章'],
  ['credit', '/console/credit', 'desk', '报送信用信息'],
  ['service', '/console/city-codes', 'desk', '图书借阅'],
  ['admin', '/console/surveys', 'desk', '设计问卷'],
  ['admin', '/console/relations', 'desk', '分析相关'],
  ['admin', '/console/imagery', 'desk', '比对两期'],
  ['admin', '/console/decisions', 'desk', '编写方案比选'],
  ['admin', '/console/evaluations', 'desk', '载入指标集'],
  ['admin', '/console/cases', 'desk', /^共 /],
  ['duty', '/console/warnings', 'desk', /^共 /],
  ['admin', '/console/exchange', 'desk', /^共 /],
  ['admin', '/console/opinion', 'desk', /^共 /],
  ['admin', '/console/opinion?tab=watches', 'desk', '其他未列关键词的内容'],
  ['admin', '/console/exchange?tab=peers', 'desk', '登记平台'],
  ['admin', '/console/exchange?tab=clients', 'desk', '登记客户端'],
  ['bureau', '/console/datasets', 'desk', /^共 /],
  ['bureau', '/console/workbench', 'desk', '企业登记信息'],
  ['bureau', '/console/workbench?tab=models', 'desk', '运行模型'],
  ['bureau', '/console/themes', 'desk', /^共 /],
  ['bureau', '/console/series', 'desk', /^共 /],
  ['bureau', '/console/series/calendar', 'desk', '还没有设定发布日期'],
  ['admin', '/console/ledger', 'desk', '签名树头'],
  ['admin', '/console/openings', 'desk', /^共 /],
  ['admin', '/console/sealed', 'desk', '申请受控计算'],
  ['bureau', '/console/sealed?tab=results', 'desk', '成果与效益'],
  ['bureau', '/console/assets?tab=benefits', 'desk', '场景收益'],
  ['bureau', '/console/data-packages?tab=numbers', 'desk', '号码校验'],
  ['admin', '/console/assets', 'desk', '登记资产'],
  ['admin', '/console/cascade', 'desk', '级联申请'],
  ['citizen', '/open', 'desk', /个数据集/],
  ['citizen', '/open/requests', 'desk', '数据需求'],
  ['citizen', '/open/contests', 'desk', '数据竞赛'],
  ['leader', '/console/supervision', 'desk', '督办单'],
  ['worker', '/console/supervision', 'desk', '督办单'],
  ['dispatcher', '/console/dispatch', 'desk', '待派遣任务'],
  ['admin', '/console/duties', 'desk', '责任清单'],
  ['admin', '/console/appraisal', 'desk', '考核评价'],
  ['admin', '/console/spot-checks', 'desk', '随机抽查批次'],
  ['admin', '/console/robots', 'desk', '运行日志'],
  ['admin', '/console/case-types', 'desk', '新建案件类型'],
  ['admin', '/console/warning-models', 'desk', '新建模型'],
  ['admin', '/console/risk', 'desk', '各区域社会风险指数'],
  ['admin', '/console/risk?tab=coping', 'desk', '各区域应对能力指数'],
  ['admin', '/console/reach', 'desk', '算可达性'],
  ['admin', '/console/desk-layouts', 'desk', '应用使用统计'],
  ['duty', '/console/networks', 'desk', '图中事项'],
  ['admin', '/console/consultation-rooms', 'desk', '召集会商'],
  ['admin', '/console/policies', 'desk', '季节对比'],
  ['admin', '/console/message-costs', 'desk', '月度配额'],
  ['leader', '/console/openness', 'desk', '积分台账'],
  ['admin', '/console/calendars', 'desk', '机关工作时间'],
  ['admin', '/console/grids', 'desk', '上传 GeoJSON'],
  ['admin', '/console/city-parts', 'desk', '导入普查成果'],
  ['admin', '/console/city-parts?tab=surveys', 'desk', '下达普查任务'],
  ['duty', '/console/incidents', 'desk', /^共 /],
  ['duty', '/console/plans', 'desk', '城市防汛应急预案'],
  ['duty', '/console/resources', 'desk', '库存'],
  ['duty', '/console/boards', 'desk', '城管分领域看板'],
  ['duty', '/console/plan-cards', 'desk', /^共 /],
  ['duty', '/console/case-library', 'desk', '案例库'],
  ['duty', '/console/resource-flows', 'desk', '物资力量流向'],
  ['duty', '/console/rosters', 'desk', '市级应急值班'],
  ['duty', '/console/war-mode', 'desk', '当前生效'],
  ['duty', '/console/simulations', 'desk', '降雨内涝推演'],
  ['district', '/console/my-orders', 'desk', '我的指令'],
  ['admin', '/console/devices', 'desk', /^共 /],
  ['admin', '/console/devices?view=map', 'desk', /^当前范围/],
  ['admin', '/console/devices?view=statistics', 'desk', '按设备模型'],
  ['admin', '/console/commands', 'desk', /^共 /],
  ['admin', '/console/rules', 'desk', /^共 /],
  ['admin', '/console/rules?tab=alarms', 'desk', /^共 /],
  ['admin', '/console/insight', 'desk', /^共 /],
  ['admin', '/console/insight?tab=forecasts', 'desk', /^共 /],
  ['admin', '/console/insight?tab=files', 'desk', /^共 /],
  ['admin', '/console/rules/new', 'desk', '判断值表达式'],
  ['admin', '/console/rules?tab=reactions', 'desk', /^共 /],
  ['admin', '/console/models', 'desk', /^共 /],
  ['admin', '/console/models?tab=packs', 'desk', '安装外来类型包'],
  ['admin', '/console/models/new', 'desk', '模型编号'],
  ['admin', '/console/admission', 'desk', /^共 /],
  ['admin', '/console/admission?tab=attempts', 'desk', /^共 /],
  ['admin', '/console/admission?tab=policy', 'desk', '自动隔离策略'],
  ['admin', '/console/tracks', 'desk', /^地图范围内/],
  ['admin', '/console/tracks?tab=replay', 'desk', '选择对象和时段'],
  ['admin', '/console/tracks?tab=duty', 'desk', '先选择人员'],
  ['admin', '/console/tracks?tab=retention', 'desk', '保留天数'],
  ['admin', '/console/tracks?tab=nearest', 'desk', '先在地图上点一个地点'],
  ['admin', '/console/tracks?tab=presence', 'desk', '批准本次查询的人'],
  ['admin', '/console/tracks?tab=fences', 'desk', /^共 /],
  ['admin', '/console/tracks?tab=alarms', 'desk', /^共 /],
  ['admin', '/console/tracks?tab=queries', 'desk', /^共 /],
  ['admin', '/console/protocols', 'desk', 'HJ 212-2017'],
  ['admin', '/console/protocols?tab=bindings', 'desk', /^共 /],
  ['admin', '/console/commands?tab=interlocks', 'desk', /^共 /],
  ['admin', '/console/terminals', 'desk', /^共 /],
  ['admin', '/console/terminals?tab=policies', 'desk', /^共 /],
  ['admin', '/console/terminals?tab=releases', 'desk', /^共 /],
  ['admin', '/console/terminals?tab=nodes', 'desk', /^共 /],
  ['admin', '/console/terminals?tab=desktops', 'desk', /^共 /],
  ['admin', '/console/terminals?tab=sessions', 'desk', /^共 /],
  ['admin', '/console/health', 'desk', /^共 /],
  ['admin', '/console/health?tab=scores', 'desk', /^共 /],
  ['admin', '/console/health?tab=calibrations', 'desk', /^共 /],
  ['admin', '/console/health?tab=orders', 'desk', /^共 /],
  ['admin', '/console/health?tab=density&model=waterlogging.gauge', 'desk', /^共 /],
  ['admin', '/console/protocols?tab=platforms', 'desk', '还没有下级平台'],
  ['admin', '/console/siting', 'desk', /^共 /],
  ['admin', '/console/siting?tab=requests', 'desk', /^共 /],
  ['admin', '/console/siting?tab=inventory', 'desk', '扫码盘点'],
  ['admin', '/console/siting?tab=rules', 'desk', '设置布点规则'],
  ['admin', '/console/oids?tab=statistics', 'desk', '每日解析次数'],
  ['admin', '/console/conformance?tab=overdue', 'desk', /^共 /],
  ['admin', '/console/siting?tab=coverage', 'desk', '盲区网格'],
  ['admin', '/console/oids', 'desk', /^共 /],
  ['admin', '/console/conformance', 'desk', /^共 /],
  ['admin', '/console/history', 'desk', '保留期限'],
  ['admin', '/console/credentials', 'desk', /^共 /],
  ['admin', '/console/ingest', 'desk', /^共 /],
  ['admin', '/console/entities', 'desk', /^共 /],
  ['admin', '/console/subscriptions', 'desk', /^共 /],
  ['admin', '/console/subscriptions?tab=sources', 'desk', /^共 /],
  ['admin', '/console/indicators', 'desk', '积水超警点位'],
  ['admin', '/console/users', 'desk', /^共 /],
  ['admin', '/console/users?tab=roles', 'desk', '权限'],
  ['admin', '/console/organisations', 'desk', /^共 /],
  ['admin', '/console/audit', 'desk', /^共 /],
  ['admin', '/console/platform', 'desk', '内部消息订阅'],
  ['admin', '/console/trace', 'desk', '任意编号'],
  ['admin', '/console/no-such-page', 'desk', '没有这个页面'],
  ['grid', '/field', 'phone', /待接收/],
  ['district', '/field/checks', 'phone', '待核查'],
  ['grid', '/field/report', 'phone', '一句话说明'],
  ['grid', '/field/grid', 'phone', '查找住户或部件'],
  ['grid', '/field/queue', 'phone', '没有待发操作'],
  ['citizen', '/field', 'phone', '您的角色没有外勤任务'],
  ['citizen', '/portal', 'phone', '报告问题'],
  ['citizen', '/portal', 'desk', '报告问题'],
  ['citizen', '/portal/report', 'phone', '您看到了什么问题？'],
  ['citizen', '/portal/news', 'phone', '政务公开'],
  ['citizen', '/portal/consultations', 'phone', '意见征集'],
  ['citizen', '/portal/questions', 'phone', '网络问政'],
  ['citizen', '/portal/disclosures', 'phone', '依申请公开'],
  ['service', '/console/kiosks', 'desk', '自助终端与网点'],
  ['service', '/console/systems', 'desk', '系统对接与互认'],
  ['service', '/console/systems?tab=reported', 'desk', '望湖县政务服务平台'],
  ['clerk', '/console/cross-region', 'desk', '跨区域通办'],
  ['citizen', '/portal/cards', 'phone', '市民卡'],
  ['service', '/console/city-app', 'desk', '城市APP与电视'],
  ['service', '/console/participation', 'desk', '点子与满意度'],
  ['clerk', '/console/service-registers', 'desk', '登记与联合办理'],
  ['market', '/console/service-registers?tab=permits', 'desk', '证照分离'],
  ['service', '/console/supervision-orders', 'desk', '督查函与改版效果'],
  ['service', '/console/supervision-orders?tab=improvements', 'desk', '督查函与改版效果'],
  ['citizen', '/portal/ideas', 'phone', '金点子'],
  ['citizen', '/portal/apps', 'phone', '城市服务'],
  ['clerk', '/console/projects', 'desk', /^共 /],
  ['firm', '/portal/projects', 'phone', '我的工程项目'],
  ['firm', '/portal/projects/new', 'desk', '登记新项目'],
  ['editor', '/console/site', 'desk', '门户网站'],
  ['editor', '/console/disclosures', 'desk', '依申请公开'],
  ['editor', '/console/consultations', 'desk', '意见征集'],
  ['editor', '/console/questions', 'desk', '网络问政'],
  ['citizen', '/portal/account', 'phone', '修改密码'],
  ['citizen', '/portal/security', 'phone', '登录着的设备'],
  ['citizen', '/portal/acting', 'phone', '正在使用'],
  ['finance', '/console/payments', 'desk', /^共 /],
  ['clerk', '/console/halls', 'desk', /^共 /],
  ['service', '/console/decision-models', 'desk', /^共 /],
  ['credit', '/console/credit?tab=models', 'desk', '编制新版本'],
  ['admin', '/console/users?tab=fields', 'desk', '变更记录'],
  ['citizen', '/portal/appointments', 'phone', '窗口预约'],
  ['citizen', '/portal/open', 'phone', '办事公开'],
  ['citizen', '/portal/register', 'phone', '注册个人账号'],
  ['admin', '/console/persons', 'desk', '窗口登记'],
  ['admin', '/console/clients', 'desk', '登记应用'],
  ['admin', '/console/keys', 'desk', /^共 /],
]

describeJourney('every page is accessible, whole and free of errors', (journey) => {
  const byWindow = plain.toSorted(([a, , m], [b, , n]) => `${a} ${m}`.localeCompare(`${b} ${n}`))
  // Two windows at a time: while one waits for its page the other is judged.
  const pairs = byWindow.flatMap((one, at) => (at % 2 ? [] : [[one, ...byWindow.slice(at + 1, at + 2)]]))
  const named = pairs.map((pair) => ({ pair, name: pair.map((one) => one.slice(0, 3).join(' ')).join(', ') }))
  it.for(named)('$name', async ({ pair }) => {
    const judged = pair.map(async ([account, path, size, ready], window) => {
      const { page, errors } = await journey.goOn(account, path, sizes[size], window)
      await judge(page, errors, ready)
    })
    // Both are waited for before either fails the test.
    await Promise.allSettled(judged)
    await Promise.all(judged)
  })

  it('the sign-in page', async () => {
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.goto(`${journey.url}/console`)
    await judge(page, errors, '样板城市演示账号')
  })

  const details: [name: string, account: string, size: Size, ready: string | RegExp, find: Find][] = [
    ['event', 'duty', 'desk', '经过', async (client) => `/console/events/${(await firstEvent(client))?.id}`],
    ['case', 'duty', 'desk', '计时', async (client) => `/console/cases/${(await firstCase(client))?.id}`],
    [
      'trace',
      'admin',
      'desk',
      /链路共/,
      async (client) => `/console/trace?id=${(await firstEvent(client))?.id}`,
    ],
    [
      'device',
      'duty',
      'desk',
      '数据流编号',
      async (client) => `/console/devices/${(await firstThing(client))?.id}`,
    ],
    ...(
      [
        ['shadow', '期望与实际'],
        ['commands', '命令下发'],
        ['quality', '健康预警'],
        ['care', '工单记录'],
        ['history', '有质量标记的时段'],
        ['messages', '与规范不符的内容'],
        ['firings', /^共 /],
        ['credentials', /^共 /],
        ['timeline', '登记设备'],
      ] as const
    ).map(([tab, shown]): [string, string, Size, string | RegExp, Find] => [
      `device, ${tab}`,
      'admin',
      'desk',
      shown,
      async (client) => `/console/devices/${(await firstThing(client))?.id}?tab=${tab}`,
    ]),
    ['rule', 'admin', 'desk', '等级（由轻到重）', async () => '/console/rules/waterlogging.road-ponding'],
    [
      'entity',
      'admin',
      'desk',
      '变更历史',
      async (client) => `/console/entities/${(await firstThing(client))?.id}`,
    ],
    [
      'entity, relations',
      'admin',
      'desk',
      '关系图',
      async (client) => `/console/entities/${(await firstThing(client))?.id}?tab=graph`,
    ],
    [
      'indicator',
      'duty',
      'desk',
      '计算公式',
      async (client) => `/console/indicators/${(await client.call(listIndicators))[0]?.id}`,
    ],
    [
      'entity on the map',
      'duty',
      'wall',
      '实时值',
      async (client) => `/map?select=${(await firstThing(client))?.id}`,
    ],
    [
      'task',
      'grid',
      'phone',
      '要求',
      async (client) =>
        `/field/tasks/${(await client.call(listTasks, { query: { limit: 1 } })).items[0]?.id}`,
    ],
  ]
  it.for(details)('one %s, as %s at %s', async ([, account, size, ready, find], { skip }) => {
    const path = await find(await signedIn(journey.url, account))
    if (path.includes('undefined')) return skip(`there is none yet: ${path}`)
    const { page, errors } = await journey.goOn(account, path, sizes[size])
    await judge(page, errors, ready)
  })
})

type Find = (client: Client) => Promise<string>

async function signedIn(baseUrl: string, account: string): Promise<Client> {
  const session = await createClient({ baseUrl }).call(signIn, {
    body: { account, password: 'civitas-demo' },
  })
  return createClient({ baseUrl, token: () => session.accessToken })
}

const firstEvent = async (client: Client) => (await client.call(listEvents, { query: { limit: 1 } })).items[0]
const firstCase = async (client: Client) => (await client.call(listCases, { query: { limit: 1 } })).items[0]
const firstThing = async (client: Client) =>
  (await client.call(listThings, { query: { type: 'waterlogging.gauge', limit: 1 } })).items[0]

async function judge(page: Page, errors: string[], ready: string | RegExp): Promise<void> {
  await see(page.getByText(ready).or(page.getByPlaceholder(ready)), 60_000)
  await expect.poll(() => page.getByText('正在读取…').count(), { timeout: 30_000 }).toBe(0)
  const { pathname } = new URL(page.url())
  expect.soft(await findAxeViolations(page), pathname).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect.soft(wide, `${pathname}: pixels wider than the window`).toBeLessThanOrEqual(0)
  const words = await readWords(page)
  expect.soft(leftovers.exec(words)?.[0], `${pathname}: a leftover of code`).toBeUndefined()
  expect.soft(rawKey.exec(words)?.[0], `${pathname}: a raw key`).toBeUndefined()
  expect.soft(errors, pathname).toEqual([])
}

/** The words a person reads: codes, raw payloads and what is not shown are left out. */
function readWords(page: Page): Promise<string> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const words: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement
      if (!holder || holder.closest('.code, code, pre, script, style') || !holder.checkVisibility()) continue
      words.push(node.textContent ?? '')
    }
    return words.join('\n')
  })
}
