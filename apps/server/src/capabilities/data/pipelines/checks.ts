import type { PipelineStep } from '@civitas/contract'
import { quoteText } from '../tables/duck.ts'

type Validate = Extract<PipelineStep, { op: 'validate' }>

/** Rules with the version an output names them by; counted up when what a rule lets pass changes. */
export const ruleVersions: Record<Validate['rule'], string> = {
  'citizen-id': 'GB 11643-1999 公民身份号码校验 v1',
  uscc: 'GB 32100-2015 统一社会信用代码校验 v1',
  phone: '手机号格式 v1',
  required: '必填 v1',
  pattern: '格式 v1',
  range: '值域 v1',
  'one-of': '代码集 v1',
}

const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * Why a value is refused, as a DuckDB expression that is NULL where it passes; an empty value passes all but 必填. The
 * check digits are those of `@civitas/domain-kit`, as sums DuckDB can do (a test compares both).
 */
export function refusalOf(step: Validate, column: string, title: string): string {
  const x = `trim(CAST(${column} AS VARCHAR))`
  const say = (what: string) => quoteText(`“${title}”${what}`)
  if (step.rule === 'required') return `CASE WHEN ${column} IS NULL OR ${x} = '' THEN ${say('不能为空')} END`
  if (step.rule === 'citizen-id') return citizenRefusal(x, say)
  if (step.rule === 'uscc') return usccRefusal(x, say)
  if (step.rule === 'phone')
    return `CASE WHEN NOT regexp_full_match(${x}, '1[3-9]\\d{9}') THEN ${say('不是手机号')} END`
  if (step.rule === 'pattern')
    return `CASE WHEN NOT regexp_full_match(${x}, ${quoteText(step.pattern ?? '.*')}) THEN ${say('格式不符')} END`
  if (step.rule === 'one-of') {
    const list = (step.values ?? []).map(quoteText).join(', ') || 'NULL'
    return `CASE WHEN ${x} NOT IN (${list}) THEN ${say('不在代码集中：')} || left(${x}, 40) END`
  }
  const value = `TRY_CAST(${x} AS DOUBLE)`
  const low = step.min === undefined ? 'FALSE' : `${value} < ${step.min}`
  const high = step.max === undefined ? 'FALSE' : `${value} > ${step.max}`
  return `CASE WHEN ${column} IS NOT NULL AND (${value} IS NULL OR ${low} OR ${high}) THEN ${say('超出值域：')} || left(${x}, 40) END`
}

function citizenRefusal(x: string, say: (what: string) => string): string {
  const digits = citizenWeights.map((weight, at) => `${weight} * CAST(substr(${x}, ${at + 1}, 1) AS INTEGER)`)
  const check = `substr('10X98765432', CAST((${digits.join(' + ')}) % 11 AS INTEGER) + 1, 1)`
  return `CASE WHEN NOT regexp_full_match(${x}, '[1-9][0-9]{16}[0-9X]') THEN ${say('应为18位公民身份号码')}
    WHEN try_strptime(substr(${x}, 7, 8), '%Y%m%d') IS NULL THEN ${say('出生日期无效')}
    WHEN substr(${x}, 18, 1) <> ${check} THEN ${say('校验位错误（GB 11643）')} END`
}

function usccRefusal(x: string, say: (what: string) => string): string {
  let weight = 1
  const sums = Array.from({ length: 17 }, (_, at) => {
    const term = `${weight} * (strpos('${usccAlphabet}', substr(${x}, ${at + 1}, 1)) - 1)`
    weight = (weight * 3) % 31
    return term
  })
  const check = `substr('${usccAlphabet}', CAST((31 - (${sums.join(' + ')}) % 31) % 31 AS INTEGER) + 1, 1)`
  return `CASE WHEN NOT regexp_full_match(${x}, '[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}')
      THEN ${say('应为18位统一社会信用代码')}
    WHEN substr(${x}, 18, 1) <> ${check} THEN ${say('校验位错误（GB 32100）')} END`
}
