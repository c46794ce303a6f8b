import type { AssessmentKind, DataGrade, DataTransfer, RiskLevel } from '@civitas/contract'

/** Years an assessment is kept (Personal Information Protection Law art. 56). */
export const keepYears = 3
/** Days to remedy a risk when none are said. */
export const remedyDays: Record<Exclude<RiskLevel, 'none'>, number> = { high: 10, middle: 30, low: 90 }

interface Template {
  readonly title: string
  readonly questions: Readonly<Record<string, string>>
}

/** What is asked of an activity: along the life of the data (GB/T 37988-2019), of persons (GB/T 39335-2020), of the unit. */
export const templates: Record<AssessmentKind, Template> = {
  security: {
    title: '数据安全风险评估',
    questions: {
      ...{ collect: '采集是否有依据、最小必要，来源可追溯', store: '存储是否分级、加密、备份可恢复' },
      ...{ use: '使用是否按授权、脱敏，操作可审计', share: '共享是否经申请授权，接收方有保护措施' },
      ...{ publish: '公开前是否经审查，重识别风险可接受', destroy: '到期是否销毁并留存凭证' },
      ...{ account: '账号、权限、供应商访问是否受控', response: '监测、应急预案与演练是否到位' },
    },
  },
  impact: {
    title: '个人信息保护影响评估',
    questions: {
      ...{ lawful: '处理目的、方式是否合法、正当、必要', notice: '是否告知并取得同意或有其他合法性基础' },
      ...{ rights: '对个人权益的影响及安全风险', measures: '保护措施是否合法、有效并与风险相适应' },
      ...{ minors: '不满十四周岁未成年人信息是否单独保护', automatic: '自动化决策是否透明、公平，可拒绝' },
    },
  },
  maturity: {
    title: '数据安全能力自评',
    questions: {
      ...{
        people: '岗位、职责、培训',
        system: '制度、流程',
        technique: '技术工具',
        life: '生命周期各环节落实',
      },
    },
  },
}

interface Facts {
  isPersonal: boolean
  isSensitive: boolean
  kinds: readonly AssessmentKind[]
  openHighRisks: number
}

/** Why an activity may not go live; null when it may. */
export function liveFault({ isPersonal, isSensitive, kinds, openHighRisks }: Facts): string | null {
  if (!kinds.includes('security')) return '尚未做数据安全风险评估，不能上线'
  if ((isPersonal || isSensitive) && !kinds.includes('impact'))
    return '涉及个人信息，尚未做个人信息保护影响评估，不能上线'
  return openHighRisks > 0 ? `还有 ${openHighRisks} 项高风险未整改复评，不能上线` : null
}

const grades: DataGrade[] = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core']

/** The highest grade of all columns; what is not graded counts as 一般4级. */
export function highestGrade(columns: ReadonlyArray<DataGrade | null>): DataGrade {
  const found = columns.map((grade) => grades.indexOf(grade ?? 'general-4'))
  return grades[Math.max(0, ...found)] as DataGrade
}

/** Persons from whom on an assessment by the state is needed to send what is about them abroad (数据出境安全评估). */
const manyPersons = 1_000_000

/** Why data may not leave this way; null when it may be decided on. */
export function transferFault(
  transfer: Pick<DataTransfer, 'reach' | 'path' | 'persons' | 'fromDay' | 'toDay'>,
  grade: DataGrade,
): { path: string; message: string } | null {
  if (transfer.toDay < transfer.fromDay) return { path: '/body/toDay', message: '应不早于开始日期' }
  if (transfer.reach === 'out-of-city')
    return grade === 'core' ? { path: '/body/datasetIds', message: '核心数据不得出域' } : null
  if (transfer.path === 'agreement')
    return { path: '/body/path', message: '数据出境须选择法定途径：安全评估、标准合同、认证或豁免' }
  const needsState = grade === 'important' || grade === 'core' || transfer.persons >= manyPersons
  return needsState && transfer.path !== 'security-assessment'
    ? { path: '/body/path', message: '重要数据或百万人以上个人信息出境须申报数据出境安全评估' }
    : null
}
