import {
  type CaseType,
  choiceField,
  type DutyItem,
  type EventType,
  form,
  text,
  textField,
} from '@civitas/domain-kit'
import { gridLeaderCase } from './grid-leader-case.ts'

const quiet = {
  mergeWithin: { metres: 20, minutes: 0 },
  verification: 'automatic',
  reportable: false,
} as const
const toPrevention = { opensCase: { caseType: 'risk-prevention', minLevel: 'blue' } } as const

/** What is told of risks among people, and the warnings raised when it piles up (GOV-016). */
export const riskEventTypes: readonly EventType[] = [
  {
    id: 'petition',
    title: text('群众诉求', 'Petition'),
    description: text(
      '欠薪、物业、拆迁等诉求，按反映地点登记。',
      'Wages, property management, relocation and the like.',
    ),
    icon: 'message',
    mergeWithin: { metres: 10, minutes: 10 },
    verification: 'person',
    opensCase: { caseType: 'governance-matter', minLevel: 'blue' },
    socialRisk: 'dispute',
    words: ['讨薪', '欠薪', '集体反映', '上访', '物业纠纷', '拆迁补偿'],
    recurs: { by: 'place', withinMetres: 200, days: 30, atLeast: 5, raises: 'group-petition-risk' },
    defaultLevel: 'blue',
  },
  {
    ...quiet,
    ...toPrevention,
    id: 'group-petition-risk',
    title: text('群访风险', 'Risk of a group petition'),
    description: text(
      '同一地点三十日内五起以上诉求，须提前接访、协调责任单位。',
      'Five or more petitions at one place in thirty days: meet the people before they gather.',
    ),
    icon: 'warning',
    defaultLevel: 'orange',
  },
  {
    id: 'family-violence',
    title: text('家庭暴力警情', 'Family violence'),
    description: text(
      '公安、妇联、社区接报的家庭暴力，关联到住户。',
      'Told by police or community, of a household.',
    ),
    icon: 'home',
    mergeWithin: { metres: 0, minutes: 10 },
    verification: 'person',
    forPublic: false,
    socialRisk: 'order',
    recurs: { by: 'entity', days: 180, atLeast: 2, raises: 'family-violence-risk' },
    defaultLevel: 'yellow',
  },
  {
    ...quiet,
    ...toPrevention,
    id: 'family-violence-risk',
    title: text('家暴风险', 'Risk of family violence'),
    description: text(
      '同一住户半年内两次以上家庭暴力，须会同公安、妇联上门干预。',
      'Twice or more in one household within half a year: to be visited with police and the women’s federation.',
    ),
    icon: 'warning',
    forPublic: false,
    defaultLevel: 'red',
  },
  {
    id: 'order-alarm',
    title: text('治安警情', 'Public-order alarm'),
    description: text(
      '盗窃、打架等治安警情，由公安推送或网格登记。',
      'Theft, fights and the like, told by police or grid.',
    ),
    icon: 'alert',
    mergeWithin: { metres: 30, minutes: 10 },
    verification: 'person',
    opensCase: { caseType: 'governance-matter', minLevel: 'blue' },
    forPublic: false,
    socialRisk: 'order',
    recurs: { by: 'growth', days: 7, atLeast: 6, factor: 2, raises: 'order-alarm-growth' },
    defaultLevel: 'blue',
  },
  {
    ...quiet,
    ...toPrevention,
    id: 'order-alarm-growth',
    title: text('治安警情突增', 'Sudden growth of alarms'),
    description: text(
      '一个街镇七日内警情达到前四周平均数的两倍以上，须研判并加强巡防。',
      'In one street twice the weekly mean of the four weeks before: look into it and patrol more.',
    ),
    icon: 'warning',
    forPublic: false,
    defaultLevel: 'yellow',
  },
]

export const riskDutyItems: readonly DutyItem[] = [
  {
    id: 'risk-prevention',
    title: text('社会风险预防', 'Prevention of social risks'),
    usualUnit: text('街镇综治中心', 'Governance centre of the town'),
  },
]

export const riskCaseTypes: readonly CaseType[] = [
  gridLeaderCase({
    id: 'risk-prevention',
    title: text('社会风险预防处置', 'Prevention of a social risk'),
    numberPrefix: 'FX',
    stage: { id: 'prevent', title: text('预防处置', 'Prevent') },
    task: {
      id: 'prevent-risk',
      confirms: { field: 'hit', yes: ['hit'] },
      title: text('核实风险并预防处置', 'Check the risk and prevent it'),
      item: 'risk-prevention',
      instructions: text(
        '逐条核对预警所列事件，会同有关部门上门或研判，记录是否属实与所采取的措施。',
        'Go through each event named, call with the departments concerned, say whether the risk is real and what was done.',
      ),
      form: form({
        hit: choiceField(
          text('预警是否属实', 'Was it a risk'),
          [
            ['hit', '属实', 'Yes'],
            ['miss', '不属实', 'No'],
          ],
          { required: true },
        ),
        measure: textField(text('采取的措施', 'What was done'), { long: true, required: true }),
      }),
    },
    exit: { id: 'prevented', title: text('已处置', 'Dealt with') },
    overdue: text('风险预防处置超时', 'Overdue prevention'),
    minutes: 960,
  }),
]
