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

/** Disputes between households, and those that keep coming back (GOV-016). */
export const eventTypes: readonly EventType[] = [
  {
    id: 'dispute',
    title: text('邻里纠纷', 'Dispute between neighbours'),
    description: text(
      '住户之间的噪声、漏水、占道等纠纷。',
      'Noise, leaks or blocked ways between households.',
    ),
    icon: 'team',
    mergeWithin: { metres: 20, minutes: 60 },
    verification: 'person',
    opensCase: { caseType: 'governance-matter', minLevel: 'blue' },
    socialRisk: 'dispute',
    words: ['邻里纠纷', '邻居吵架', '楼上漏水', '噪声扰民'],
    parties: 'household',
    recurs: { by: 'parties', days: 60, atLeast: 3, raises: 'repeat-dispute' },
    defaultLevel: 'blue',
  },
  {
    id: 'repeat-dispute',
    title: text('重复纠纷', 'Repeated dispute'),
    description: text(
      '相同当事人六十日内三次以上纠纷，须上门化解，防止激化。',
      'Three or more disputes of the same parties in sixty days: to be settled before they grow.',
    ),
    icon: 'warning',
    mergeWithin: { metres: 20, minutes: 0 },
    verification: 'automatic',
    opensCase: { caseType: 'repeat-dispute', minLevel: 'blue' },
    reportable: false,
    defaultLevel: 'yellow',
  },
]

export const dutyItems: readonly DutyItem[] = [
  {
    id: 'dispute-settlement',
    title: text('矛盾纠纷化解', 'Settling disputes'),
    usualUnit: text('网格长所在社区', 'The community of the grid leader'),
  },
]

export const caseTypes: readonly CaseType[] = [
  gridLeaderCase({
    id: 'repeat-dispute',
    title: text('重复纠纷化解', 'Settling a repeated dispute'),
    numberPrefix: 'JF',
    stage: { id: 'settle', title: text('上门化解', 'Settle on the spot') },
    task: {
      id: 'visit-parties',
      confirms: { field: 'outcome', yes: ['settled', 'watched', 'referred'] },
      title: text('走访当事人并调解', 'Visit the parties and mediate'),
      item: 'dispute-settlement',
      instructions: text(
        '由网格长牵头，逐起了解纠纷经过，调解并约定回访日期。',
        'Led by the grid leader: go through each dispute, mediate, agree on a day to call again.',
      ),
      form: form({
        outcome: choiceField(
          text('化解结果', 'Outcome'),
          [
            ['settled', '已达成一致', 'Settled'],
            ['watched', '稳控并回访', 'Calmed, to be visited again'],
            ['referred', '转人民调解或司法', 'Referred to mediation or court'],
            ['untrue', '不属实', 'Untrue'],
          ],
          { required: true },
        ),
        remark: textField(text('经过', 'What was said'), { long: true, required: true }),
      }),
    },
    exit: { id: 'settled', title: text('已化解', 'Settled') },
    overdue: text('重复纠纷化解超时', 'Overdue settlement'),
    minutes: 1440,
  }),
]
