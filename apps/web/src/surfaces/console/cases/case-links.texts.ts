import { defineTexts } from '@civitas/ui'

export const caseLinkTexts = defineTexts(
  {
    title: '关联分析',
    analyse: '分析关联案件',
    why: '按对象、部件、地点、小类、标题与时间找出可能串并的案件，列出每项理由。',
    recorded: '须写明依据；依据和结果记入本案经过与审计。分析不改变任何案件。',
    basis: '法律依据与目的',
    days: '前后天数',
    withinM: '范围（米）',
    looked: (looked: string, found: string) => `比较 ${looked} 件，列出 ${found} 件`,
    more: '候选过多，只比较了时间最近的一部分；请缩小天数或范围。',
    score: (n: string) => `得分 ${n}`,
    method: '方法与局限',
  },
  {
    title: 'Linked cases',
    analyse: 'Find linked cases',
    why: 'Cases that may belong together by object, part, place, class, title and time, with each reason.',
    recorded:
      'The basis is required; it and the result go into the timeline and the audit trail. No case is changed.',
    basis: 'Legal basis and purpose',
    days: 'Days before and after',
    withinM: 'Within metres',
    looked: (looked: string, found: string) => `${looked} compared, ${found} listed`,
    more: 'Too many candidates: only the nearest in time were compared. Narrow the days or the metres.',
    score: (n: string) => `score ${n}`,
    method: 'Method and limits',
  },
)
